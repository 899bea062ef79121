package io.distcomp.redis;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;

/**
 * The names in {@code data_dir/redis}, where the private server lives. For this package only; the
 * node's lock on data_dir keeps two nodes from using them at once.
 */
record ServerFiles(Path directory) {

  private static final long LONGEST_LOG = 8L << 20;
  private static final SecureRandom RANDOM = new SecureRandom();

  /** Makes the directory if need be. */
  static ServerFiles in(Path dataDir) throws IOException {
    Path directory = dataDir.resolve("redis");
    PrivateFiles.directory(directory);
    return new ServerFiles(directory.toRealPath());
  }

  Path conf() {
    return directory.resolve("redis.conf");
  }

  Path log() {
    return directory.resolve("redis.log");
  }

  Path owner() {
    return directory.resolve("owner");
  }

  Path password() {
    return directory.resolve("password");
  }

  private Path port() {
    return directory.resolve("port");
  }

  private Path state() {
    return directory.resolve("state");
  }

  /** The append-only file as its checker wants it named. */
  Path appendOnlyFile() {
    Path manifest = directory.resolve("appendonlydir").resolve("appendonly.aof.manifest");
    return Files.exists(manifest) ? manifest : directory.resolve("appendonly.aof");
  }

  /** Data in the form that Redis writes since 7.0 and older ones do not see. */
  boolean hasManyPartData() {
    return Files.exists(directory.resolve("appendonlydir"));
  }

  /** Says that somebody new looks after the server, from now on. */
  String newOwner() throws IOException {
    String token = random(16);
    PrivateFiles.write(owner(), token);
    return token;
  }

  /** The password that this directory's server has when none is configured; made once. */
  String generatedPassword() throws IOException {
    Optional<String> known = PrivateFiles.read(password());
    if (known.isPresent()) {
      return known.get();
    }
    String fresh = random(32);
    PrivateFiles.write(password(), fresh);
    return fresh;
  }

  private static String random(int bytes) {
    byte[] bits = new byte[bytes];
    RANDOM.nextBytes(bits);
    return HexFormat.of().formatHex(bits);
  }

  /** The port of the last start; 0 when there was none. */
  int lastPort() throws IOException {
    return PrivateFiles.read(port())
        .filter(text -> text.matches("\\d{1,5}"))
        .map(Integer::parseInt)
        .orElse(0);
  }

  void keepPort(int number) throws IOException {
    PrivateFiles.write(port(), Integer.toString(number));
  }

  Optional<ServerState> readState() throws IOException {
    return PrivateFiles.read(state()).flatMap(ServerState::parse);
  }

  void keepState(ServerState running) throws IOException {
    PrivateFiles.write(state(), running.toText());
  }

  void forgetState() throws IOException {
    Files.deleteIfExists(state());
  }

  /** Where the log of the next start begins. */
  ServerLog openLog() throws IOException {
    if (Files.exists(log()) && Files.size(log()) > LONGEST_LOG) {
      Files.move(log(), directory.resolve("redis.log.1"), StandardCopyOption.REPLACE_EXISTING);
    }
    if (!Files.exists(log())) {
      PrivateFiles.write(log(), "");
    }
    return new ServerLog(log(), Files.size(log()));
  }
}
