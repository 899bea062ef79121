package io.distcomp.api;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Set;

/**
 * The file with the access token. Read by the node before it deploys the API; blocking.
 *
 * <p>The first start makes it: 32 random bytes as base64url, mode 0600. A file that others can read
 * is refused, because then the token is no secret any more.
 */
public final class TokenFile {
  private TokenFile() {}

  private static final int TOKEN_BYTES = 32;
  private static final int SHORTEST = 32;
  private static final int LONGEST = 512;
  private static final Set<PosixFilePermission> OWNER_READS_WRITES =
      PosixFilePermissions.fromString("rw-------");
  private static final Set<PosixFilePermission> OWNER_ONLY_FOLDER =
      PosixFilePermissions.fromString("rwx------");

  /**
   * The token in the file; the file is made when it does not exist.
   *
   * @throws IOException when it cannot be read or made, is readable by others, or holds no token
   */
  public static AccessToken readOrCreate(Path file, SecureRandom random) throws IOException {
    if (!Files.exists(file)) {
      create(file, random);
    }
    return read(file);
  }

  /**
   * The token in the file.
   *
   * @throws IOException when it cannot be read, is readable by others, or holds no token
   */
  static AccessToken read(Path file) throws IOException {
    refuseReadableByOthers(file);
    return new AccessToken(checked(file, text(file)));
  }

  private static void create(Path file, SecureRandom random) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    if (folder != null && !Files.isDirectory(folder)) {
      Files.createDirectories(folder, mode(OWNER_ONLY_FOLDER));
    }
    byte[] bits = new byte[TOKEN_BYTES];
    random.nextBytes(bits);
    String token = Base64.getUrlEncoder().withoutPadding().encodeToString(bits);
    // Written beside and linked into place: another node that starts now sees no half file.
    Path fresh = Files.createTempFile(folder, "token", null, mode(OWNER_READS_WRITES));
    try {
      Files.writeString(fresh, token + "\n");
      publish(fresh, file);
    } finally {
      Files.deleteIfExists(fresh);
    }
  }

  private static void publish(Path fresh, Path file) throws IOException {
    try {
      Files.createLink(file, fresh);
    } catch (FileAlreadyExistsException e) {
      return; // Another node was first; its token is the one.
    } catch (UnsupportedOperationException e) {
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    }
  }

  private static FileAttribute<Set<PosixFilePermission>> mode(Set<PosixFilePermission> mode) {
    return PosixFilePermissions.asFileAttribute(mode);
  }

  private static void refuseReadableByOthers(Path file) throws IOException {
    Set<PosixFilePermission> mode = Files.getPosixFilePermissions(file);
    if (!OWNER_READS_WRITES.containsAll(mode)) {
      throw new IOException(
          "other users can use the token file "
              + file
              + " ("
              + PosixFilePermissions.toString(mode)
              + "): run chmod 600 on it, or remove it so that the next start makes a new one");
    }
  }

  /** No more of it than a token can have: the file may have been exchanged for anything. */
  private static String text(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return new String(in.readNBytes(LONGEST + 2), StandardCharsets.UTF_8).strip();
    }
  }

  private static String checked(Path file, String token) throws IOException {
    if (token.length() < SHORTEST || token.length() > LONGEST || !isPrintable(token)) {
      throw new IOException(
          "the token file " + file + " must hold one line of 32 to 512 printable characters");
    }
    return token;
  }

  private static boolean isPrintable(String token) {
    return token.chars().allMatch(c -> c > ' ' && c < 127);
  }
}
