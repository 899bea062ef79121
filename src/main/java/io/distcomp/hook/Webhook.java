package io.distcomp.hook;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.concurrent.TimeUnit;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Sends JSON to a URL, signed when there is a secret. It follows no redirect and trusts the
 * certificates that Java trusts. Never puts the URL into a message. Confined to the loop of {@link
 * HookVerticle}.
 */
final class Webhook {

  static final long LIMIT_MS = 10_000;
  static final String SIGNATURE = "X-DistComp-Signature";

  private static final int TOO_EARLY = 425;
  private static final int TOO_MANY = 429;
  private static final int TIMEOUT = 408;

  private final Vertx vertx;
  private final HttpClient client;

  Webhook(Vertx vertx) {
    this.vertx = vertx;
    client =
        vertx.createHttpClient(
            new HttpClientOptions().setConnectTimeout((int) LIMIT_MS).setVerifyHost(true));
  }

  void close() {
    client.close().onFailure(e -> {}); // it ends with Vert.x at the latest
  }

  /** Completes with how it ended; never fails. */
  Future<Ended> send(URI url, @Nullable Path secretFile, JsonObject event) {
    Buffer body = event.toBuffer();
    return signature(secretFile, body)
        .compose(mac -> client.request(options(url)).compose(to -> send(to, mac, body)))
        .timeout(LIMIT_MS, TimeUnit.MILLISECONDS)
        .map(Webhook::ended)
        .otherwise(e -> Ended.badly(true, "gave no answer: " + e.getClass().getSimpleName()));
  }

  private static RequestOptions options(URI url) {
    return new RequestOptions()
        .setMethod(HttpMethod.POST)
        .setAbsoluteURI(url.toString())
        .setFollowRedirects(false)
        .setTimeout(LIMIT_MS);
  }

  private static Future<HttpClientResponse> send(
      HttpClientRequest request, @Nullable String mac, Buffer body) {
    request.putHeader("Content-Type", "application/json").putHeader("User-Agent", "distcomp");
    if (mac != null) {
      request.putHeader(SIGNATURE, "sha256=" + mac);
    }
    return request
        .send(body)
        .onSuccess(
            answer -> { // its body is of no interest, nor that it breaks off
              answer.exceptionHandler(e -> {});
              request.connection().close().onFailure(e -> {});
            });
  }

  private static Ended ended(HttpClientResponse answer) {
    int status = answer.statusCode();
    if (status / 100 == 2) {
      return Ended.well("answered " + status);
    }
    boolean again =
        status / 100 == 5 || status == TIMEOUT || status == TOO_EARLY || status == TOO_MANY;
    return Ended.badly(again, "answered " + status);
  }

  /** The file is read each time, so that a new secret needs no restart. */
  private Future<@Nullable String> signature(@Nullable Path file, Buffer body) {
    return file == null
        ? Future.succeededFuture()
        : vertx.executeBlocking(() -> hmac(secret(file), body.getBytes()), false);
  }

  private static byte[] secret(Path file) throws IOException {
    byte[] secret = Files.readString(file).stripTrailing().getBytes(StandardCharsets.UTF_8);
    if (secret.length == 0) {
      throw new IOException("hook_secret_file is empty");
    }
    return secret;
  }

  static String hmac(byte[] secret, byte[] body) throws GeneralSecurityException {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(secret, "HmacSHA256"));
    return HexFormat.of().formatHex(mac.doFinal(body));
  }
}
