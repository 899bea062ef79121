package io.distcomp.redis;

import io.distcomp.redis.EmbeddedRedis.Options;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Optional;

/**
 * One start: looks for a server that was left behind, ends it when it is not what is wanted, and
 * starts another. For {@link EmbeddedRedis} only, one use.
 */
final class ServerStart {

  private static final int ATTEMPTS = 10;

  private final Options options;
  private final ServerFiles files;
  private final StartFailure failure;

  ServerStart(Options options, ServerFiles files) {
    this.options = options;
    this.files = files;
    this.failure = new StartFailure(files);
  }

  EmbeddedRedis run() throws IOException, InterruptedException, EmbeddedRedisException {
    // First of all: a watcher of the last node must not end the server that is adopted here.
    String owner = files.newOwner();
    RedisBinary binary = RedisBinary.find(options.searchPath(), options.dataDir().resolve("bin"));
    if (files.hasManyPartData() && !binary.version().isAtLeast(7, 0)) {
      throw failure.tooOld(binary);
    }
    Optional<EmbeddedRedis> running = leftBehind(binary, owner);
    return running.isPresent() ? running.get() : fresh(binary, owner);
  }

  private String password() throws IOException {
    return options.password().isEmpty() ? files.generatedPassword() : options.password();
  }

  private Endpoint wanted(int port) throws IOException {
    return new Endpoint(Endpoint.hostOf(options.bind()), port, password());
  }

  private Optional<EmbeddedRedis> leftBehind(RedisBinary binary, String owner)
      throws IOException, InterruptedException, EmbeddedRedisException {
    Optional<ServerState> state = files.readState();
    Optional<ServerProcess> process = state.flatMap(known -> ServerProcess.of(known.pid(), files));
    return state.isPresent() && process.isPresent()
        ? leftBehind(binary, owner, state.get().endpoint(), process.get())
        : Optional.empty();
  }

  private Optional<EmbeddedRedis> leftBehind(
      RedisBinary binary, String owner, Endpoint endpoint, ServerProcess process)
      throws IOException, InterruptedException, EmbeddedRedisException {
    Readiness readiness = readinessOf(process, endpoint);
    return switch (readiness.await()) {
      case READY -> adoptOrEnd(binary, owner, endpoint, process);
      case ENDED -> Optional.empty();
      case STRANGER, SILENT -> throw failure.deaf(process.pid(), readiness.lastProblem());
    };
  }

  private Readiness readinessOf(ServerProcess process, Endpoint endpoint) {
    return new Readiness(process, endpoint, files.directory(), options.log(), Readiness.PATIENCE);
  }

  private Optional<EmbeddedRedis> adoptOrEnd(
      RedisBinary binary, String owner, Endpoint endpoint, ServerProcess process)
      throws IOException, EmbeddedRedisException {
    if (isAsWanted(binary, endpoint)) {
      files.keepPort(endpoint.port());
      options.log().accept("adopted the Redis server " + process.pid() + " of the last start");
      return Optional.of(
          new EmbeddedRedis(options, files, process, endpoint, owner, /* adopted= */ true));
    }
    options.log().accept("the Redis settings have changed: restarting the server");
    if (!Shutdown.end(process, endpoint)) {
      throw failure.deaf(process.pid(), "it cannot be ended");
    }
    return Optional.empty();
  }

  private boolean isAsWanted(RedisBinary binary, Endpoint endpoint) throws IOException {
    Endpoint wanted = wanted(options.port() == 0 ? endpoint.port() : options.port());
    String conf = ServerConf.text(options, files, wanted, binary.version());
    return PrivateFiles.read(files.conf()).filter(conf.strip()::equals).isPresent();
  }

  private EmbeddedRedis fresh(RedisBinary binary, String owner)
      throws IOException, InterruptedException, EmbeddedRedisException {
    if (options.port() != 0) {
      return launch(binary, owner, options.port())
          .orElseThrow(() -> failure.portTaken(wantedHost(), options.port()));
    }
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      int port = attempt == 0 && files.lastPort() != 0 ? files.lastPort() : freePort();
      Optional<EmbeddedRedis> started = launch(binary, owner, port);
      if (started.isPresent()) {
        return started.get();
      }
      options.log().accept("port " + port + " is taken: another one for Redis");
    }
    throw failure.noPort(ATTEMPTS);
  }

  private String wantedHost() {
    return Endpoint.hostOf(options.bind());
  }

  private int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName(wantedHost()))) {
      return socket.getLocalPort();
    }
  }

  /** Nothing when the port is taken. */
  private Optional<EmbeddedRedis> launch(RedisBinary binary, String owner, int port)
      throws IOException, InterruptedException, EmbeddedRedisException {
    Endpoint endpoint = wanted(port);
    PrivateFiles.write(files.conf(), ServerConf.text(options, files, endpoint, binary.version()));
    ServerLog serverLog = files.openLog();
    ServerProcess process = ServerProcess.spawn(binary, files, options.searchPath());
    boolean ready = false;
    try {
      files.keepState(new ServerState(process.pid(), endpoint));
      ready = isReady(binary, process, endpoint, serverLog);
      return ready ? Optional.of(keep(owner, process, endpoint, serverLog)) : Optional.empty();
    } finally {
      if (!ready) {
        Shutdown.kill(process);
        files.forgetState();
      }
    }
  }

  /** False when the port is taken. */
  private boolean isReady(
      RedisBinary binary, ServerProcess process, Endpoint endpoint, ServerLog serverLog)
      throws InterruptedException, EmbeddedRedisException {
    Readiness readiness = readinessOf(process, endpoint);
    return switch (readiness.awaitStart(serverLog)) {
      case READY -> true;
      case STRANGER -> false;
      case SILENT -> throw failure.silent(serverLog, readiness.lastProblem());
      case ENDED -> {
        if (serverLog.saysPortTaken()) {
          yield false;
        }
        throw failure.ended(binary, serverLog);
      }
    };
  }

  private EmbeddedRedis keep(
      String owner, ServerProcess process, Endpoint endpoint, ServerLog serverLog)
      throws IOException {
    files.keepPort(endpoint.port());
    if (serverLog.saysDataCutShort()) {
      options
          .log()
          .accept(
              "the last write to Redis was cut short by a crash and left out; see " + files.log());
    }
    return new EmbeddedRedis(options, files, process, endpoint, owner, /* adopted= */ false);
  }
}
