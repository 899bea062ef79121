package bench;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/**
 * What do many open dashboards cost the node that serves them? A job is paused and resumed eight
 * times a second, so that each tick of the stream has something to send; no task runs. Arguments:
 * seconds of a measurement, numbers of watchers separated by commas.
 */
final class Watchers {

  private static final int CHANGE_MILLISECONDS = 125;
  private static final int WARM_UP_SECONDS = 10;

  private final Node node;
  private final String token;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final AtomicLong events = new AtomicLong();
  private int changes;

  private Watchers(Node node) throws IOException {
    this.node = node;
    this.token = Files.readString(node.home().resolve("token")).strip();
  }

  public static void main(String[] args) throws IOException, InterruptedException {
    int seconds = args.length > 0 ? Integer.parseInt(args[0]) : 30;
    String numbers = args.length > 1 ? args[1] : "1,50,200";
    Report report = new Report("watchers", "What do open dashboards cost a node? " + seconds + " s each");
    report.line("%8s %12s %14s %14s %16s", "watchers", "events/s", "node, % of", "its Redis, %", "Redis calls/s");
    report.line("%8s %12s %14s %14s %16s", "", "of each", "a core", "of a core", "of the node");
    try (Node node = new Node(Map.of())) {
      Watchers bench = new Watchers(node);
      bench.submit();
      bench.measure(Integer.parseInt(numbers.split(",")[0]), WARM_UP_SECONDS);
      for (int watchers : Arrays.stream(numbers.split(",")).mapToInt(Integer::parseInt).toArray()) {
        Cost cost = bench.measure(watchers, seconds);
        report.line(
            "%8d %12.2f %14.1f %14.1f %16.1f",
            watchers, cost.events, cost.node, cost.redis, cost.calls);
        report.field("watchers" + watchers, cost.json());
      }
    }
    report.save();
  }

  private record Cost(double events, double node, double redis, double calls) {

    String json() {
      return String.format(
          Locale.ROOT,
          "{\"events\":%.3f,\"node\":%.2f,\"redis\":%.2f,\"calls\":%.2f}",
          events,
          node,
          redis,
          calls);
    }
  }

  /** A task that waits for ever: one too large for any node would end. */
  private void submit() throws IOException, InterruptedException {
    String task = "{\"command\":\"true\",\"tags\":[\"of-no-node\"]}";
    node.post("/jobs", "application/json", "{\"name\":\"watched\",\"tasks\":[" + task + "]}");
  }

  private Cost measure(int watchers, int seconds) throws IOException, InterruptedException {
    List<Watcher> open = new ArrayList<>();
    for (int i = 0; i < watchers; i++) {
      open.add(watch());
    }
    for (Watcher watcher : open) {
      watcher.opened.join();
    }
    change(2);
    long eventsBefore = events.get();
    double nodeBefore = cpu(Stream.of(node.handle()));
    double redisBefore = cpu(node.handle().descendants());
    double callsBefore = redisCalls();
    long start = System.nanoTime();
    change(seconds);
    double passed = (System.nanoTime() - start) / 1e9;
    Cost cost =
        new Cost(
            (events.get() - eventsBefore) / passed / watchers,
            100 * (cpu(Stream.of(node.handle())) - nodeBefore) / passed,
            100 * (cpu(node.handle().descendants()) - redisBefore) / passed,
            (redisCalls() - callsBefore) / passed);
    open.forEach(Watcher::close);
    if (cost.events < 2) {
      throw new IOException("the watchers saw hardly a change: " + cost.events + " events a second");
    }
    return cost;
  }

  /** Gives the job another limit again and again, at a pace that does not depend on the answers. */
  private void change(int seconds) throws IOException, InterruptedException {
    long start = System.nanoTime();
    for (int i = 0; i < seconds * 1000 / CHANGE_MILLISECONDS; i++) {
      setLimit(++changes);
      long due = start + (i + 1L) * CHANGE_MILLISECONDS * 1_000_000;
      Programs.pause(Math.max(0, (due - System.nanoTime()) / 1_000_000));
    }
  }

  private void setLimit(int limit) throws IOException, InterruptedException {
    HttpRequest request =
        authorised("/api/v1/jobs/1")
            .header("Content-Type", "application/json")
            .method("PATCH", BodyPublishers.ofString("{\"limit\":" + limit + "}"))
            .build();
    int status = client.send(request, BodyHandlers.discarding()).statusCode();
    if (status != 200) {
      throw new IOException("a new limit was answered " + status);
    }
  }

  private Watcher watch() {
    Watcher watcher = new Watcher(events);
    HttpRequest request = authorised("/api/v1/events").GET().build();
    client
        .sendAsync(request, BodyHandlers.fromLineSubscriber(watcher))
        .whenComplete((answer, e) -> watcher.opened.complete(null));
    return watcher;
  }

  /** The lines of one stream; counts its events. */
  private static final class Watcher implements Flow.Subscriber<String> {

    private final AtomicLong events;
    private final CompletableFuture<Void> opened = new CompletableFuture<>();
    private Flow.Subscription subscription;

    private Watcher(AtomicLong events) {
      this.events = events;
    }

    @Override
    public void onSubscribe(Flow.Subscription given) {
      subscription = given;
      given.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(String line) {
      opened.complete(null);
      if (line.startsWith("event: ")) {
        events.incrementAndGet();
      }
    }

    @Override
    public void onError(Throwable e) {
      opened.completeExceptionally(e);
    }

    @Override
    public void onComplete() {
      opened.completeExceptionally(new IOException("the stream ended"));
    }

    private void close() {
      subscription.cancel();
    }
  }

  /** Round trips to Redis that the node has counted. */
  private double redisCalls() throws IOException, InterruptedException {
    HttpResponse<String> answer =
        client.send(authorised("/metrics").GET().build(), BodyHandlers.ofString());
    return answer
        .body()
        .lines()
        .filter(line -> line.startsWith("distcomp_redis_round_trip_seconds_count"))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  private HttpRequest.Builder authorised(String path) {
    return HttpRequest.newBuilder(node.base().resolve(path)).header("Authorization", "Bearer " + token);
  }

  private static double cpu(Stream<ProcessHandle> processes) {
    return processes
        .flatMap(process -> process.info().totalCpuDuration().stream())
        .mapToLong(Duration::toMillis)
        .sum()
        / 1000.0;
  }
}
