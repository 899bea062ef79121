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
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;

/**
 * The HTTP API of one node. Safe to use from any thread; every call blocks, and ends in a {@link
 * CliException} when the answer is no success.
 */
final class NodeClient {

  private static final String API = "/api/v1";
  static final Duration TO_CONNECT = Duration.ofSeconds(5);
  private static final Duration TO_ANSWER = Duration.ofSeconds(30);

  private final Target target;
  private final Optional<String> token;
  private final Duration signOfLife;

  /** Made at its first use, as many verbs only ask. */
  private @Nullable HttpClient http;

  NodeClient(Target target) {
    this(target, TO_ANSWER);
  }

  /**
   * For a node.
   *
   * @param signOfLife how long a node may take for a question, or work on a change before it is
   *     asked whether it lives
   */
  NodeClient(Target target, Duration signOfLife) {
    this.target = target;
    this.token = Token.of(target);
    this.signOfLife = signOfLife;
  }

  private synchronized HttpClient http() {
    if (http == null) {
      HttpClient.Builder builder =
          HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(TO_CONNECT);
      http = secured(builder, target).build();
    }
    return http;
  }

  private static HttpClient.Builder secured(HttpClient.Builder builder, Target target) {
    if (target.caFile() != null) {
      return builder.sslContext(Trust.of(target.caFile()));
    }
    return "http".equalsIgnoreCase(target.url().getScheme())
        ? builder.sslContext(new NoTls()).sslParameters(new SSLParameters())
        : builder;
  }

  URI url() {
    return target.url();
  }

  JsonObject get(String path) {
    try {
      WholeAnswer answer = WholeAnswer.of(url(path), target, token, signOfLife);
      return json(answer.status(), answer.body());
    } catch (IOException e) {
      throw unreachable(e);
    }
  }

  /** A POST without a body, however long the node works on it. */
  JsonObject post(String path) {
    return change("POST", path, null);
  }

  /**
   * Any change, however long the node works on it: a job may have millions of tasks. It ends early
   * only when the node shows no life in between.
   *
   * @param method such as {@code PATCH}
   * @param body null for none
   */
  JsonObject change(String method, String path, @Nullable JsonObject body) {
    HttpRequest.Builder request = request(path);
    if (body == null) {
      request.method(method, BodyPublishers.noBody());
    } else {
      request
          .header("Content-Type", "application/json")
          .method(method, BodyPublishers.ofString(body.encode()));
    }
    return json(successful(patiently(request)));
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
    HttpRequest.Builder request = HttpRequest.newBuilder(url(path));
    token.ifPresent(value -> request.header("Authorization", "Bearer " + value));
    return request;
  }

  private URI url(String path) {
    return URI.create(target.url() + API + path);
  }

  HttpResponse<String> successful(HttpResponse<String> response) {
    if (response.statusCode() / 100 != 2) {
      throw refused(response.statusCode(), response.body());
    }
    return response;
  }

  JsonObject json(HttpResponse<String> response) {
    return json(response.statusCode(), response.body());
  }

  private JsonObject json(int status, String body) {
    if (status / 100 != 2) {
      throw refused(status, body);
    }
    try {
      return body.isEmpty() ? new JsonObject() : new JsonObject(body);
    } catch (DecodeException e) {
      throw refused(status, body);
    }
  }

  CliException refused(int status, String body) {
    return new Refusal(target, token.isPresent()).of(status, body);
  }

  private <T> HttpResponse<T> send(HttpRequest.Builder request, BodyHandler<T> handler) {
    try {
      return http().send(request.build(), handler);
    } catch (IOException e) {
      throw unreachable(e);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  private HttpResponse<String> patiently(HttpRequest.Builder request) {
    try {
      LongCall call = new LongCall(http().sendAsync(request.build(), BodyHandlers.ofString()));
      return call.await(signOfLife, this::showLife);
    } catch (IOException e) {
      throw unreachable(e);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  /** Whatever it answers: a node that is not ready is alive all the same. */
  private void showLife() throws IOException {
    URI health = URI.create(target.url() + "/health/live");
    WholeAnswer unused = WholeAnswer.of(health, target, Optional.empty(), signOfLife);
  }

  private static CliException interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    return new CliException(ExitCode.INTERRUPTED, "interrupted", e);
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
