package io.distcomp.queue;

import java.util.Locale;

/**
 * One thing in Redis that does not agree with the rest. Made by fsck; what it names comes from
 * Redis and may hold anything, so whoever shows it escapes it.
 *
 * @param key where it is
 * @param subject the task, job, node or entry that it is about; may be empty
 * @param sentence what is wrong, to be read behind the subject
 * @param mendable whether it can be put right without losing anything
 * @param mended whether it was put right now
 */
public record Finding(
    Kind kind, String key, String subject, String sentence, boolean mendable, boolean mended) {

  /** What sort of fault. */
  public enum Kind {
    /**
     * A key that is not of the type that its name says; it is moved aside under {@code broken:}.
     */
    TYPE,
    /** A task's record, command or attempts cannot be read; the task ends as failed. */
    RECORD,
    /** A list names what it should not, or lacks what it should name. */
    INDEX,
    /** A task is in progress and nobody has it. */
    OWNER,
    /** A lease that never ends, or tasks held without one. */
    LEASE,
    /** A counter differs from what there is. */
    COUNTER,
    /** Keys of a job that is gone; they are moved aside under {@code broken:}. */
    ORPHAN,
    /** A name of a job that is gone. */
    NAME,
    /** What a node says of itself. */
    NODE,
    /** A job as a whole: not listed, nameless, of a wrong size. */
    JOB,
    /** What tasks of a job have in common is lost. */
    PROFILE;

    static Kind of(String word) {
      return valueOf(word.toUpperCase(Locale.ROOT));
    }

    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Still wrong. */
  public boolean isOpen() {
    return !mended;
  }

  @Override
  public String toString() {
    return (subject.isEmpty() ? key : subject) + " " + sentence;
  }
}
