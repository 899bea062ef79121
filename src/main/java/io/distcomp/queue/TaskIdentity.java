package io.distcomp.queue;

import io.distcomp.task.TaskSpec;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** What makes two tasks of a job the same: type, command, working directory and environment. */
final class TaskIdentity {
  private TaskIdentity() {}

  /** 96 bits: a million tasks collide with a chance below 10^-17. */
  private static final int BYTES = 12;

  static byte[] of(TaskSpec spec) {
    MessageDigest digest = sha256();
    update(digest, spec.type().word());
    update(digest, spec.command());
    update(digest, spec.cwd());
    spec.env()
        .forEach(
            (name, value) -> {
              update(digest, name);
              update(digest, value);
            });
    return Arrays.copyOf(digest.digest(), BYTES);
  }

  private static void update(MessageDigest digest, @Nullable String part) {
    if (part != null) {
      digest.update(part.getBytes(StandardCharsets.UTF_8));
    }
    digest.update((byte) (part == null ? 1 : 0));
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
