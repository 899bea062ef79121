package io.distcomp.cli;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The HTTP API of one node. Safe to use from any thread; every call blocks, and ends in a {@link
 * CliException} when the answer is no success.
 */
final class NodeClient {

  private static final String API = "/api/v1";
  private static final Duration TO_CONNECT = Duration.ofSeconds(5);
  private static final Duration TO_ANSWER = Duration.ofSeconds(30);

  private final Target target;
  private final Optional<String> token;
  private final HttpClient http;

  NodeClient(Target target) {
    this.target = target;
    this.token = Token.of(target);
    HttpClient.Builder builder =
        HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(TO_CONNECT);
    this.http =
        target.caFile() == null
            ? builder.build()
            : builder.sslContext(Trust.of(target.caFile())).build();
  }

  URI url() {
    return target.url();
  }

  JsonObject get(String path) {
    return json(successful(send(request(path).timeout(TO_ANSWER).GET(), BodyHandlers.ofString())));
  }

  /** A POST without a body. */
  JsonObject post(String path) {
    HttpRequest.Builder request = request(path).timeout(TO_ANSWER).POST(BodyPublishers.noBody());
    return json(successful(send(request, BodyHandlers.ofString())));
  }

  /** Any request, answered whatever its status; there is no limit of time. */
  HttpResponse<String> call(HttpRequest.Builder request) {
    return send(request, BodyHandlers.ofString());
  }

  /** The body as it arrives; it has no end while something is followed. */
  HttpResponse<InputStream> stream(String path) {
    HttpResponse<InputStream> response = send(request(path).GET(), BodyHandlers.ofInputStream());
    if (response.statusCode() / 100 != 2) {
      throw refused(response.statusCode(), text(response.body()));
    }
    return response;
  }

  /** The lines of the event stream as they arrive. */
  Stream<String> events() {
    HttpRequest.Builder request = request("/events").header("Accept", "text/event-stream").GET();
    HttpResponse<Stream<String>> response = send(request, BodyHandlers.ofLines());
    if (response.statusCode() != 200) {
      try (Stream<String> lines = response.body()) {
        throw refused(response.statusCode(), lines.findFirst().orElse(""));
      }
    }
    return response.body();
  }

  /** A request below {@code /api/v1} with the token. */
  HttpRequest.Builder request(String path) {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(target.url() + API + path));
    token.ifPresent(value -> request.header("Authorization", "Bearer " + value));
    return request;
  }

  HttpResponse<String> successful(HttpResponse<String> response) {
    if (response.statusCode() / 100 != 2) {
      throw refused(response.statusCode(), response.body());
    }
    return response;
  }

  JsonObject json(HttpResponse<String> response) {
    try {
      return response.body().isEmpty() ? new JsonObject() : new JsonObject(response.body());
    } catch (DecodeException e) {
      throw refused(response.statusCode(), response.body());
    }
  }

  CliException refused(int status, String body) {
    return new Refusal(target, token.isPresent()).of(status, body);
  }

  private <T> HttpResponse<T> send(HttpRequest.Builder request, BodyHandler<T> handler) {
    try {
      return http.send(request.build(), handler);
    } catch (IOException e) {
      throw unreachable(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CliException(ExitCode.INTERRUPTED, "interrupted", e);
    }
  }

  private CliException unreachable(IOException e) {
    String why = e.getMessage() == null ? "" : " (" + Escape.line(e.getMessage()) + ")";
    return new CliException(
        ExitCode.UNAVAILABLE,
        "no node answers at "
            + target.url()
            + why
            + "; start one with: java -jar distcomp-fat.jar -conf conf.json,"
            + " or name another with --url",
        e);
  }

  private static String text(InputStream body) {
    try (body) {
      return new String(body.readNBytes(1 << 20), StandardCharsets.UTF_8);
    } catch (IOException e) {
      return "";
    }
  }
}
