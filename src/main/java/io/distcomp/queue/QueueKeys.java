package io.distcomp.queue;

import io.distcomp.task.Incarnation;
import io.distcomp.task.JobId;
import java.time.Instant;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The names of all keys of one queue; one hash tag, so that a Redis Cluster keeps them together.
 */
final class QueueKeys {

  private static final Pattern QUEUE = Pattern.compile("[A-Za-z0-9._-]{1,64}");

  private final String prefix;

  QueueKeys(String queue) {
    if (!QUEUE.matcher(queue).matches()) {
      throw new IllegalArgumentException(
          "queue '" + queue + "' is not made of letters, digits, . _ -");
    }
    prefix = "dc:{" + queue + "}:";
  }

  /** hash: last job id and which Redis gave it, last sequence, schema version. */
  String meta() {
    return prefix + "meta";
  }

  /** hash: tasks by state, commits by answer. */
  String counts() {
    return prefix + "counts";
  }

  /** zset: non-empty classes of runnable jobs by the score of their first task. */
  String ready() {
    return prefix + "ready";
  }

  /** zset: waiting tasks and jobs by due time in ms. */
  String later() {
    return prefix + "later";
  }

  /** zset: jobs that their failures have stopped, by when they are looked at next. */
  String stopping() {
    return prefix + "stopping";
  }

  /** zset: todo tasks that avoid nodes, by when that ends. */
  String avoided() {
    return prefix + "avoided";
  }

  /** zset: classes that fit no live node, by when that was first seen. */
  String oversized() {
    return prefix + "oversized";
  }

  /** hash: job name to the id of the newest job of that name. */
  String names() {
    return prefix + "names";
  }

  /** zset: ids of all jobs. */
  String jobs() {
    return prefix + "jobs";
  }

  /** hash: name, submitted, hold, rules, total, counters. */
  String job(JobId job) {
    return prefix + "job:" + job;
  }

  /** zset: failed tasks of a job by when they ended. */
  String failed(JobId job) {
    return prefix + "failed:" + job;
  }

  /** zset: cancelled tasks of a job by when they ended. */
  String cancelled(JobId job) {
    return prefix + "cancelled:" + job;
  }

  /** hash: index to what the last attempt wrote; one key for each 64 tasks. */
  String output(JobId job, long index) {
    return prefix + "out:" + job + ":" + index / 64;
  }

  /** zset: incarnations by the end of their lease. */
  String leases() {
    return prefix + "leases";
  }

  /** hash: expired incarnations by the time they were first seen so. */
  String suspects() {
    return prefix + "suspects";
  }

  /** hash: node name to its latest incarnation. */
  String nodes() {
    return prefix + "nodes";
  }

  /** hash: what people see of an incarnation. */
  String node(String incarnation) {
    return prefix + "node:" + incarnation;
  }

  /** hash: the tasks that an incarnation holds. */
  String running(String incarnation) {
    return prefix + "run:" + incarnation;
  }

  String running(Incarnation incarnation) {
    return running(incarnation.value());
  }

  /** hash: finished and failed of one hour in slots of ten seconds. */
  String history(Instant at) {
    return prefix + "hist:" + at.getEpochSecond() / 3600;
  }

  /** hash: what nodes did in 60 slots of so many seconds; of a job, or of all. */
  String line(long step, long block, @Nullable JobId job) {
    return prefix + "line:" + step + ":" + block + (job == null ? "" : ":" + job);
  }

  /** string: the job and the answer of an Idempotency-Key. */
  String idempotency(String key) {
    return prefix + "idem:" + key;
  }

  /** zset: hash and bus key of each live node's token by expiry. */
  String tokens() {
    return prefix + "tokens";
  }

  /** string: a signed message that some node has taken; it expires. */
  String nonce(String nonce) {
    return prefix + "nonce:" + nonce;
  }

  /** channel: wake-ups. */
  String wake() {
    return prefix + "wake";
  }

  /** hash: profiles of a job by number. */
  String profiles(JobId job) {
    return prefix + "prof:" + job;
  }

  /** hash: numbers of a job's profiles by their text. */
  String profileNumbers(JobId job) {
    return prefix + "profn:" + job;
  }

  /** One of the lists that have no further part in their name. */
  String list(String name) {
    return prefix + name;
  }

  /** hash: how far the light fsck has come. */
  String fsck() {
    return prefix + "fsck";
  }

  /** string: the node whose turn the light fsck is; it expires. */
  String fsckTurn() {
    return prefix + "fsck-turn";
  }

  /** hash: what is under way for a job (a new priority, its removal), and how far. */
  String unfinished() {
    return prefix + "unfinished";
  }

  /** zset: jobs that are over by when they ended. */
  String ended() {
    return prefix + "ended";
  }

  /** string: the node whose turn it is to remove old jobs; it expires. */
  String endedTurn() {
    return prefix + "ended-turn";
  }

  /** zset: removed jobs with the time of their submission, by when they were removed. */
  String removed() {
    return prefix + "removed";
  }

  /** zset: events that are to be told by when they are due. */
  String happened() {
    return prefix + "happened";
  }

  /** string: there while some node tells of events. */
  String hooks() {
    return prefix + "hooks";
  }

  /** hash: since when nothing moves in the queue. */
  String stalled() {
    return prefix + "stalled";
  }

  /** string: the node that may ask for more nodes; it expires. */
  String scaleTurn() {
    return prefix + "scale-turn";
  }
}
