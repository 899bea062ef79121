import com.hazelcast.config.Config;
import com.hazelcast.config.JoinConfig;
import io.distcomp.bus.DistCompClient;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.EventBusOptions;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisAPI;
import io.vertx.redis.client.RedisOptions;
import io.vertx.redis.client.Response;
import io.vertx.spi.cluster.hazelcast.ConfigUtil;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A Vert.x application that joins the nodes' cluster, submits commands over the event bus and
 * prints what it hears until they have ended.
 *
 * <p>Exit codes: 0 all finished, 1 some did not or there was no answer, 2 usage.
 */
public final class BusClient {

  private static final Set<String> ENDED = Set.of("finished", "failed", "cancelled");
  private static final long LOOK_MILLIS = 1000;

  private final Vertx vertx;
  private final DistCompClient distComp;
  private final Promise<String> ended = Promise.promise();

  private BusClient(Vertx vertx, String token) {
    this.vertx = vertx;
    distComp = new DistCompClient(vertx, token);
  }

  /** Arguments: URL of the nodes' Redis, a node's token file, commands. */
  public static void main(String[] args) {
    if (args.length < 3 || !args[0].startsWith("redis")) {
      System.err.println("usage: BusClient REDIS-URL TOKEN-FILE COMMAND...");
      System.exit(2);
    }
    System.exit(call(args[0], Path.of(args[1]), List.of(args).subList(2, args.length)));
  }

  private static int call(String redisUrl, Path tokenFile, List<String> commands) {
    String now = "the token file cannot be read";
    try {
      String token = Files.readString(tokenFile);
      now = "the cluster of the nodes cannot be joined";
      Vertx vertx = join(redisUrl).await();
      now = "the job could not be run";
      try {
        return new BusClient(vertx, token).run(commands).await();
      } finally {
        vertx.close().await();
      }
    } catch (Throwable e) { // what Redis answers is no Exception
      System.err.println("BusClient: " + now + ": " + reason(e));
      return 1;
    }
  }

  private static String reason(Throwable e) {
    String text = e.getMessage() == null ? e.toString() : e.getMessage().replaceAll("\\R", " ");
    boolean isRefused = text.startsWith("NOAUTH") || text.startsWith("WRONGPASS");
    return isRefused ? text + " (set REDIS_PASS to the password of this Redis)" : text;
  }

  // --- one job

  /** The exit code. */
  private Future<Integer> run(List<String> commands) {
    JsonArray tasks = new JsonArray();
    commands.forEach(command -> tasks.add(new JsonObject().put("command", command)));
    MessageConsumer<JsonObject> events = distComp.onEvents(this::onEvent);
    return events
        .completion()
        .compose(v -> distComp.submit(new JsonObject().put("tasks", tasks)))
        .compose(this::onAccepted)
        .eventually(events::unregister)
        .map(state -> state.equals("finished") ? 0 : 1);
  }

  private void onEvent(JsonObject delta) {
    System.out.println("event " + delta.encode());
  }

  /** An event may be lost, so the end is asked for; the events are for the eye. */
  private Future<String> onAccepted(JsonObject answer) {
    System.out.println("accepted " + answer.encode());
    lookLater(answer.getJsonObject("job").getLong("id"));
    return ended.future();
  }

  /** One question at a time: none is open when the job has ended and this program leaves. */
  private void lookLater(long id) {
    vertx.setTimer(LOOK_MILLIS, timer -> look(id));
  }

  private void look(long id) {
    distComp
        .jobs(1000)
        .onSuccess(page -> page.getJsonArray("jobs").forEach(job -> onJob(id, (JsonObject) job)))
        .onFailure(e -> System.err.println("no answer, asking again: " + e.getMessage()))
        .onComplete(
            page -> {
              if (!ended.future().isComplete()) {
                lookLater(id);
              }
            });
  }

  private void onJob(long id, JsonObject job) {
    if (job.getLong("id") == id && ENDED.contains(job.getString("state"))) {
      ended.tryComplete(job.getString("state"));
    }
  }

  // --- the cluster

  /** Name and members of the cluster are in the nodes' Redis, below the queue's prefix. */
  private static Future<Vertx> join(String redisUrl) {
    RedisOptions options = new RedisOptions().setConnectionString(redisUrl);
    String password = System.getenv("REDIS_PASS");
    if (password != null) {
      options.setPassword(password);
    }
    Vertx alone = Vertx.vertx();
    RedisAPI redis = RedisAPI.api(Redis.createClient(alone, options));
    String now = Long.toString(System.currentTimeMillis());
    Future<Response> name = redis.get("dc:{default}:members-cluster");
    Future<Response> members =
        redis.zrange(List.of("dc:{default}:members", now, "+inf", "BYSCORE"));
    return Future.join(name, members)
        .eventually(alone::close)
        .compose(v -> join(name.result(), members.result()));
  }

  private static Future<Vertx> join(Response name, Response members) {
    if (name == null || members.size() == 0) {
      return Future.failedFuture("no node of the queue \"default\" has joined a cluster");
    }
    List<String> addresses = new ArrayList<>();
    members.forEach(entry -> addresses.add(entry.toString().replaceFirst("^.*\\|", "")));
    return Vertx.builder()
        .withClusterManager(new HazelcastClusterManager(hazelcast(name.toString(), addresses)))
        .with(new io.vertx.core.VertxOptions().setEventBusOptions(eventBus()))
        .buildClustered();
  }

  private static Config hazelcast(String name, List<String> addresses) {
    Config config = ConfigUtil.loadConfig().setClusterName(name);
    config.setProperty("hazelcast.phone.home.enabled", "false");
    config.setProperty("hazelcast.logging.type", "slf4j");
    config.setProperty("hazelcast.socket.bind.any", "false");
    config.getNetworkConfig().setPortAutoIncrement(true);
    config.getNetworkConfig().getInterfaces().setEnabled(true).addInterface(host());
    JoinConfig join = config.getNetworkConfig().getJoin();
    join.getMulticastConfig().setEnabled(false);
    join.getTcpIpConfig().setEnabled(true).setMembers(addresses);
    return config;
  }

  private static EventBusOptions eventBus() {
    return new EventBusOptions().setHost(host());
  }

  /** This application's own address, as the nodes can reach it. */
  private static String host() {
    return System.getenv().getOrDefault("CLUSTER_HOST", "127.0.0.1");
  }
}
