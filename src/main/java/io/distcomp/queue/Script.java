package io.distcomp.queue;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** One verb in Lua, with what it shares put in front of it. Immutable, loaded with the class. */
enum Script {
  OPEN("open-4"),
  SUBMIT("submit-3"),
  SEAL("seal-2"),
  CLAIM("claim-5"),
  COMMIT("commit-3"),
  RELEASE("release-1"),
  RENEW("renew-4"),
  REGISTER("register-4"),
  DEREGISTER("deregister-3"),
  REAP("reap-3"),
  CANCEL("cancel-1"),
  STOP("stop-1"),
  RETRY("retry-1"),
  DRAIN("drain-3"),
  NODES("nodes-2"),
  PAUSE("pause-1"),
  RULES("rules-2"),
  HALT("halt-2"),
  UNREADABLE("unreadable-1"),
  OVERSIZED("oversized-2"),
  REPRIORITISE("reprioritise-4"),
  REALIGN("realign-2"),
  OUTDATED("outdated-3"),
  ENDED("ended-3"),
  REMOVE("remove-3"),
  SWEEP("sweep-2"),
  ERASE("erase-6"),
  ROWS("rows-1"),
  SAMPLE("sample-3"),
  PLACE("place-1"),
  FAILURES("failures-1"),
  SCALE("scale-1"),
  TELL("tell-2"),
  TOLD("told-1"),
  STALLED("stalled-3"),
  TURN("turn-1"),
  SERVER("server-1"),
  FAREWELL("farewell-1"),
  MEMBERS_LIVE("members-live-1"),
  MEMBERS_REGISTER("members-register-1"),
  MEMBERS_UNLOCK("members-unlock-1"),
  FSCK_KEYS("fsck-keys-1"),
  FSCK_JOB("fsck-job-3"),
  FSCK_PROFILES("fsck-profiles-2"),
  FSCK_TASKS("fsck-tasks-2"),
  FSCK_COUNT("fsck-count-1"),
  FSCK_SETTLE("fsck-settle-1"),
  FSCK_INDEX("fsck-index-1"),
  FSCK_SUM("fsck-sum-3");

  private final int keys;
  private final String text;
  private final String sha;

  Script(String file) {
    keys = Integer.parseInt(file.substring(file.lastIndexOf('-') + 1));
    String body = read(file);
    text =
        read("record")
            + used(body, "policy")
            + used(body, "holds")
            + used(body, "numbers")
            + used(body, "fsck")
            + body;
    sha = sha1(text);
  }

  private static String used(String body, String prelude) {
    return body.contains("-- Uses: " + prelude + "\n") ? read(prelude) : "";
  }

  /** How many keys it declares. */
  int keys() {
    return keys;
  }

  String text() {
    return text;
  }

  String sha() {
    return sha;
  }

  private static String read(String name) {
    try (InputStream in = Script.class.getResourceAsStream("/lua/" + name + ".lua")) {
      if (in == null) {
        throw new IllegalStateException("the jar lacks lua/" + name + ".lua");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String sha1(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-1").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
