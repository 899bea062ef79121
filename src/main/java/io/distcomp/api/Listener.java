package io.distcomp.api;

import io.distcomp.config.Config;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.PemKeyCertOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens the port of the API, or another one when that is allowed. For the web verticle's start
 * only.
 */
final class Listener {

  static final int MAX_CONNECTIONS = 256;

  private static final Logger LOG = LoggerFactory.getLogger(Listener.class);
  private static final int OTHER_PORTS = 100;
  private static final int MAX_LINE = 4096;
  private static final int MAX_HEADERS = 8192;

  private final Vertx vertx;
  private final Config.Http config;
  private final Handler<HttpServerRequest> handler;
  private final Connections connections;

  Listener(Vertx vertx, Config.Http config, Handler<HttpServerRequest> handler) {
    this.vertx = vertx;
    this.config = config;
    this.handler = handler;
    // Watchers hold a connection each for as long as they watch; they have their own bound.
    this.connections = new Connections(vertx, MAX_CONNECTIONS + config.maxSse());
  }

  Future<HttpServer> listen() {
    return listen(config.port());
  }

  private Future<HttpServer> listen(int port) {
    return server().listen(port, config.host()).recover(e -> onFailure(port, e));
  }

  private Future<HttpServer> onFailure(int port, Throwable failure) {
    if (!isTaken(failure)) {
      return Future.failedFuture(
          new IllegalStateException(
              "cannot listen on http_host " + config.host() + ": " + failure.getMessage()));
    }
    boolean mayMove = !config.portIsGiven() && port < config.port() + OTHER_PORTS;
    if (mayMove) {
      LOG.info("Port {} is taken, trying {}", port, port + 1);
      return listen(port + 1);
    }
    return vertx
        .executeBlocking(() -> PortOwner.of(port), false)
        .compose(owner -> Future.failedFuture(taken(port, owner)));
  }

  private static boolean isTaken(Throwable failure) {
    // The transport of Linux has an exception of its own, with the same words of the system.
    return failure instanceof IOException
        && String.valueOf(failure.getMessage()).contains("in use");
  }

  private static PortTakenException taken(int port, Optional<String> owner) {
    return new PortTakenException(
        "http_port "
            + port
            + " is taken by "
            + owner.orElse("a process that this user may not look at")
            + "; stop it or choose another port (0 means any free one)");
  }

  private HttpServer server() {
    return vertx
        .createHttpServer(options())
        .connectionHandler(connections::onConnection)
        .invalidRequestHandler(this::onInvalid)
        .requestHandler(
            request -> {
              connections.onRequest(request);
              handler.handle(request);
            });
  }

  private HttpServerOptions options() {
    HttpServerOptions options =
        new HttpServerOptions()
            .setHttp2ClearTextEnabled(false)
            .setUseAlpn(false)
            .setDecompressionSupported(false)
            .setCompressionSupported(false)
            .setMaxInitialLineLength(MAX_LINE)
            .setMaxHeaderSize(MAX_HEADERS);
    Path certificate = config.tlsCertFile();
    Path key = config.tlsKeyFile();
    if (certificate != null && key != null) {
      options
          .setSsl(true)
          .setKeyCertOptions(
              new PemKeyCertOptions()
                  .addCertPath(certificate.toString())
                  .addKeyPath(key.toString()));
    }
    return options;
  }

  private void onInvalid(HttpServerRequest request) {
    SecurityHeaders.addTo(request.response(), config.tlsCertFile() != null);
    request.response().putHeader("Connection", "close");
    Answers.json(request, status(request), error(request).toJson());
    Answers.ignore(request.connection().close());
  }

  private static int status(HttpServerRequest request) {
    Throwable cause = request.decoderResult().cause();
    if (cause instanceof TooLongHttpLineException) {
      return 414;
    }
    return cause instanceof TooLongHttpHeaderException ? 431 : 400;
  }

  private static ApiError error(HttpServerRequest request) {
    return switch (status(request)) {
      case 414 -> new ApiError("E_URI", "the URL is above 4 KiB", null, null);
      case 431 -> new ApiError("E_HEADERS", "the headers are above 8 KiB", null, null);
      default -> new ApiError("E_REQUEST", "this is not HTTP that can be read", null, null);
    };
  }
}
