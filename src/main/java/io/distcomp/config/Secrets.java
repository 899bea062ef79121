package io.distcomp.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Set;

/**
 * What may not be shown and who may read it. Used by the sections that hold a password or a key.
 */
final class Secrets {
  private static final Set<String> WELL_KNOWN =
      Set.of("cloudlab", "password", "changeme", "redis", "foobared", "secret", "admin", "123456");
  private static final Set<PosixFilePermission> FORBIDDEN =
      EnumSet.of(
          PosixFilePermission.GROUP_WRITE,
          PosixFilePermission.OTHERS_READ,
          PosixFilePermission.OTHERS_WRITE);
  private static final Set<PosixFilePermission> CHANGES =
      EnumSet.of(PosixFilePermission.GROUP_WRITE, PosixFilePermission.OTHERS_WRITE);
  private static final Set<PosixFilePermission> OTHERS =
      EnumSet.of(PosixFilePermission.GROUP_READ, PosixFilePermission.OTHERS_READ);

  private Secrets() {}

  /** The values of these keys are never repeated; those that are URLs can hold a password. */
  static boolean isSecret(Key<?> key) {
    return key.equals(Keys.REDIS_PASS)
        || key.equals(Keys.REDIS_HOST)
        || key.equals(HookKeys.HOOK_URL);
  }

  static boolean isWellKnown(String password) {
    return WELL_KNOWN.contains(password);
  }

  /** Whether others can read the file, or more than its owner can change it. */
  static boolean isExposed(Path file) {
    return modes(file).stream().anyMatch(FORBIDDEN::contains);
  }

  /** Whether anybody but its owner can read the file. */
  static boolean isReadableByOthers(Path file) {
    return modes(file).stream().anyMatch(OTHERS::contains);
  }

  /** Whether more than its owner can change the file. */
  static boolean isChangeableByOthers(Path file) {
    return modes(file).stream().anyMatch(CHANGES::contains);
  }

  /** None where the file system knows no modes. */
  private static Set<PosixFilePermission> modes(Path file) {
    try {
      return Files.getPosixFilePermissions(file);
    } catch (IOException | UnsupportedOperationException e) {
      return Set.of();
    }
  }
}
