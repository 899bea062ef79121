package io.distcomp.testkit;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.awaitility.Awaitility;

/**
 * A small blocking client of a node's HTTP API. Independent of the product's own client; made by
 * {@link NodeProcess} or a test; safe for threads.
 */
public final class TestClient {

  private static final HttpClient HTTP =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(10))
          .build();
  private static final Duration ANSWER = Duration.ofSeconds(60);
  private static final Duration JOB_END = Duration.ofSeconds(60);
  private static final Set<String> FINAL = Set.of("finished", "failed", "cancelled");

  private final String url;
  private final String token;

  public TestClient(String url, String token) {
    this.url = url;
    this.token = token;
  }

  /** An answer whatever its status. */
  public record Answer(HttpResponse<byte[]> response) {

    public int status() {
      return response.statusCode();
    }

    public byte[] body() {
      return response.body();
    }

    public String text() {
      return new String(body(), StandardCharsets.UTF_8);
    }

    public JsonObject json() {
      return new JsonObject(text());
    }
  }

  /** Whether the node says that it takes tasks. */
  public boolean isReady() {
    try {
      return HTTP.send(
                  HttpRequest.newBuilder(URI.create(url + "/health/ready")).build(),
                  HttpResponse.BodyHandlers.discarding())
              .statusCode()
          == 200;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /**
   * One call.
   *
   * @param path below {@code /api/v1}, with the query
   */
  public Answer send(String method, String path, String contentType, byte[] body) {
    return send(method, path, contentType, BodyPublishers.ofByteArray(body));
  }

  /** The same, for bodies that are made while they are sent. */
  public Answer send(String method, String path, String contentType, BodyPublisher body) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url + "/api/v1" + path))
            .timeout(ANSWER)
            .header("Authorization", "Bearer " + token)
            .header("Content-Type", contentType)
            .method(method, body)
            .build();
    return answer(method + " " + url + path, request);
  }

  /**
   * One POST with further headers, as a client that gives up after a time.
   *
   * @throws UncheckedIOException when there was no answer: what it asked for may have happened
   */
  public Answer post(String path, byte[] body, Map<String, String> headers, Duration limit) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(url + "/api/v1" + path))
            .timeout(limit)
            .header("Authorization", "Bearer " + token)
            .POST(BodyPublishers.ofByteArray(body));
    headers.forEach(request::header);
    return answer("POST " + url + path, request.build());
  }

  private static Answer answer(String what, HttpRequest request) {
    try {
      return new Answer(HTTP.send(request, HttpResponse.BodyHandlers.ofByteArray()));
    } catch (IOException e) {
      throw new UncheckedIOException(what, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }

  private Answer good(String method, String path, String contentType, byte[] body) {
    Answer answer = send(method, path, contentType, body);
    if (answer.status() / 100 != 2) {
      throw new AssertionError(
          method + " " + path + " answers " + answer.status() + ": " + answer.text());
    }
    return answer;
  }

  public JsonObject get(String path) {
    return good("GET", path, "application/json", new byte[0]).json();
  }

  /** POST without a body. */
  public JsonObject post(String path) {
    return good("POST", path, "application/json", "{}".getBytes(StandardCharsets.UTF_8)).json();
  }

  /** A JSON job of these commands. */
  public static JsonObject job(String... commands) {
    JsonArray tasks = new JsonArray();
    for (String command : commands) {
      tasks.add(new JsonObject().put("command", command));
    }
    return new JsonObject().put("tasks", tasks);
  }

  /** Submits a JSON job; the answer. */
  public JsonObject submit(JsonObject job) {
    return good("POST", "/jobs", "application/json", job.encode().getBytes(StandardCharsets.UTF_8))
        .json();
  }

  /** Submits task lines as a new job; its id. */
  public long submit(String... lines) {
    return submit(List.of(lines));
  }

  /** The same. */
  public long submit(List<String> lines) {
    return jobId(good("POST", "/jobs?format=lines", "text/plain", text(lines)).json());
  }

  /** Submits task lines to the job of this name; the answer. */
  public JsonObject submitTo(String name, List<String> lines) {
    String encoded = URLEncoder.encode(name, StandardCharsets.UTF_8);
    return good("POST", "/jobs?format=lines&name=" + encoded, "text/plain", text(lines)).json();
  }

  private static byte[] text(List<String> lines) {
    return (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8);
  }

  public static long jobId(JsonObject submitted) {
    return submitted.getJsonObject("job").getLong("id");
  }

  public JsonObject job(long id) {
    return get("/jobs/" + id);
  }

  public int count(long job, String state) {
    return job(job).getJsonObject("counts").getInteger(state);
  }

  /** All jobs, at most 1000. */
  public JsonArray jobs() {
    return get("/jobs?limit=1000").getJsonArray("jobs");
  }

  /** The job when all of its tasks have ended. */
  public JsonObject awaitJob(long id) {
    return awaitJob(id, JOB_END);
  }

  /** The same, with another patience. */
  public JsonObject awaitJob(long id, Duration atMost) {
    return Awaitility.await("end of job " + id)
        .atMost(atMost)
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(50))
        .until(() -> job(id), job -> FINAL.contains(job.getString("state")));
  }

  /** The task when it is in this state. */
  public JsonObject awaitTask(String id, String state) {
    return Awaitility.await("task " + id + " " + state)
        .atMost(JOB_END)
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(20))
        .until(() -> task(id), task -> task.getString("state").equals(state));
  }

  public JsonObject task(String id) {
    return get("/tasks/" + id);
  }

  /** All tasks of a job. */
  public List<JsonObject> tasks(long job) {
    List<JsonObject> all = new ArrayList<>();
    String cursor = null;
    do {
      String from = cursor == null ? "" : "&cursor=" + cursor;
      JsonObject page = get("/tasks?limit=1000&job=" + job + from);
      page.getJsonArray("tasks").forEach(task -> all.add((JsonObject) task));
      cursor = page.getString("next_cursor");
    } while (cursor != null);
    return all;
  }

  /** The last attempt of a task. */
  public static JsonObject lastAttempt(JsonObject task) {
    JsonArray attempts = task.getJsonArray("attempts");
    return attempts.getJsonObject(attempts.size() - 1);
  }

  public byte[] stdout(String task) {
    return good("GET", "/tasks/" + task + "/stdout", "application/json", new byte[0]).body();
  }

  public byte[] stderr(String task) {
    return good("GET", "/tasks/" + task + "/stderr", "application/json", new byte[0]).body();
  }

  public String stdoutText(String task) {
    return new String(stdout(task), StandardCharsets.UTF_8);
  }
}
