package io.distcomp.api;

import io.distcomp.bus.BusAuth;
import io.distcomp.bus.LoopLag;
import io.distcomp.config.Config;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/**
 * HTTP, SSE and the event bus API of one node. Deployed once by the node, as the last verticle to
 * start; everything in it runs on its one loop.
 */
public final class WebVerticle extends VerticleBase {

  private final WebSetup setup;
  private final Access access;
  private final LoginRoutes login;
  private final List<Runnable> stops = new ArrayList<>();
  private Supplier<Future<Void>> cleanUp = Future::succeededFuture;
  private Supplier<Future<Void>> auditEnd = Future::succeededFuture;
  private volatile int port;
  private volatile Set<String> calls = Set.of();

  public WebVerticle(WebSetup setup) {
    this.setup = setup;
    this.access =
        new Access(
            setup.config().http(), setup.tokens(), new RandomTexts(setup.random()), setup.clock());
    this.login = new LoginRoutes(access, this::baseUrl);
  }

  @Override
  public Future<?> start() {
    return vertx.executeBlocking(this::prepare, false).compose(this::serve);
  }

  @Override
  public Future<?> stop() {
    stops.forEach(Runnable::run);
    return cleanUp.get().eventually(auditEnd);
  }

  private WebrootFiles prepare() throws Exception {
    SubmitRoute.prepare(setup.spool());
    return setup.page().call();
  }

  private Future<?> serve(WebrootFiles files) {
    LiveReader reader = new LiveReader(setup.queue(), setup.redis(), setup.cluster());
    ChangeNotices notices =
        new ChangeNotices(
            vertx,
            setup.bus(),
            () -> setup.self().get().name(),
            reader,
            delta -> BusApi.publish(vertx, delta));
    Operations operations = new Operations(setup.queue(), notices, setup.redis(), setup.cluster());
    ManyOperations many = new ManyOperations(setup.queue(), notices);
    Replays replays = replays(new Submissions(vertx, setup.queue(), notices, setup.reader()));
    EventStream events = eventStream(reader);
    AuditTrail audit = new AuditTrail(vertx, setup.config().node().dataDir(), setup.clock());
    auditEnd = audit::stop;
    BusApi busApi =
        new BusApi(
            vertx,
            operations,
            setup.spool(),
            replays,
            new BusAuth(setup.tokens(), setup.nonces(), setup.clock()),
            audit,
            setup.metrics()::busRefused);
    stops.add(setup.tokens().start(vertx));
    stops.add(LoopLag.measure(vertx, "web", setup.metrics()));
    stops.addAll(List.of(events::stop, notices::stop, () -> Answers.ignore(busApi.stop())));
    return busApi
        .start()
        .compose(v -> setup.queue().onRestart(replays::onRestarted))
        .compose(v -> listen(endpoints(operations, many, replays, events), files, audit));
  }

  private Replays replays(Submissions submissions) {
    Replays replays =
        new Replays(
            vertx,
            submissions,
            () -> setup.redis().get().equals(StatusJson.REDIS_OK),
            setup.clock());
    cleanUp = replays::stop;
    return replays;
  }

  private EventStream eventStream(LiveReader reader) {
    String incarnation = setup.self().get().incarnation().value();
    return new EventStream(
        vertx,
        setup.bus(),
        reader,
        new SseRing(incarnation, setup.clock()),
        setup.config().http().maxSse(),
        EventStream.STUCK);
  }

  /** The calls below the base path; for tests. */
  Set<String> calls() {
    return calls;
  }

  private List<Endpoint> endpoints(
      Operations operations, ManyOperations many, Replays replays, EventStream events) {
    List<Endpoint> all = new ArrayList<>();
    all.addAll(new HealthRoutes(setup.readiness()).endpoints());
    all.addAll(new MetricsRoute(setup, events::watchers).endpoints());
    all.addAll(login.endpoints());
    all.addAll(new JobRoutes(operations).endpoints());
    all.addAll(new JobChanges(operations, many).endpoints());
    all.addAll(new TaskRoutes(operations).endpoints());
    all.addAll(new NodeRoutes(operations).endpoints());
    all.addAll(new InsightRoutes(setup.queue()).endpoints());
    all.addAll(new ManyRoutes(many).endpoints());
    all.addAll(
        new OutputRoutes(new OutputSource(vertx, setup.queue(), setup.bus(), setup.self()))
            .endpoints());
    all.add(new SubmitRoute(vertx, setup.spool(), replays, new Repeats(setup.clock())).endpoint());
    all.add(events.endpoint());
    calls = Contract.calls(all);
    return all;
  }

  private Future<HttpServer> listen(
      List<Endpoint> endpoints, WebrootFiles files, AuditTrail audit) {
    Config.Http config = setup.config().http();
    Front front =
        new Front(
            access,
            config.tlsCertFile() != null,
            new ApiRouter(vertx, access, audit).mount(endpoints, files));
    return new Listener(vertx, config, front)
        .listen()
        .onSuccess(
            server -> {
              port = server.actualPort();
              access.onPort(port);
              stops.add(() -> Answers.ignore(server.close()));
            });
  }

  /** Where it listens; 0 before the start. For any thread. */
  public int port() {
    return port;
  }

  /** Where a program on this machine reaches the API, such as {@code http://127.0.0.1:8080}. */
  public String baseUrl() {
    Config.Http config = setup.config().http();
    return (config.tlsCertFile() == null ? "http://" : "https://")
        + urlHost(config.host())
        + ":"
        + port;
  }

  private static String urlHost(String host) {
    if (host.equals("0.0.0.0") || host.equals("::")) {
      return "127.0.0.1";
    }
    return host.contains(":") ? "[" + host + "]" : host;
  }

  /** The page's address with a code that logs a browser in once. For any thread. */
  public Future<String> newLoginLink() {
    Promise<String> link = Promise.promise();
    context.runOnContext(v -> link.complete(login.link(access.issueCode(Access.START_CODE_LIFE))));
    return link.future();
  }
}
