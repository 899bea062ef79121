package io.distcomp.hook;

import io.distcomp.config.Config;
import io.distcomp.process.BaseEnvironment;
import io.distcomp.process.Command;
import io.distcomp.process.Command.OutputLimits;
import io.distcomp.process.Marks;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.file.FileSystem;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Runs the commands of the conf file, with JSON on their stdin. What comes from others (the name of
 * a job) is in that JSON and in variables, never in the line that the shell reads. Confined to the
 * loop of {@link HookVerticle}.
 */
final class Commands {

  /** The shell that reads the line of the conf file begins as this one ends. */
  private static final String WITH_INPUT = "exec /bin/sh -c \"$1\" <\"$0\"";

  private static final int OUTPUT_KEPT = 4096;
  private static final String ONLY_OWNER = "rwx------";
  private static final String ONLY_OWNER_FILE = "rw-------";

  private final Vertx vertx;
  private final HookSetup setup;
  private final String folder;
  private final BaseEnvironment base = BaseEnvironment.withoutSecrets();
  private long count;

  Commands(Vertx vertx, HookSetup setup) {
    this.vertx = vertx;
    this.setup = setup;
    folder = setup.config().node().dataDir().resolve("hooks").toString();
  }

  /** Removes what a start that was killed has left. */
  Future<Void> prepare() {
    FileSystem files = vertx.fileSystem();
    return files
        .exists(folder)
        .compose(there -> there ? files.deleteRecursive(folder) : Future.succeededFuture())
        .compose(v -> files.mkdirs(folder, ONLY_OWNER));
  }

  /** Completes with how it ended; never fails. */
  Future<Ended> run(String line, JsonObject input, Map<String, String> env, Duration limit) {
    String word = "hook" + ++count;
    String file = folder + "/" + word + ".json";
    FileSystem files = vertx.fileSystem();
    return files
        .createFile(file, ONLY_OWNER_FILE)
        .compose(v -> files.writeFile(file, Buffer.buffer(input.encode() + "\n")))
        .compose(v -> start(command(line, file, word, env), limit))
        .otherwise(e -> Ended.notStarted(e.toString()))
        .compose(ended -> files.delete(file).otherwiseEmpty().map(ended));
  }

  private Future<Ended> start(Command command, Duration limit) {
    Config.Node node = setup.config().node();
    CommandRun run = new CommandRun(vertx, limit, node.killGrace());
    setup.spawner().start(command, run);
    return run.ended();
  }

  private Command command(String line, String file, String word, Map<String, String> env) {
    Config config = setup.config();
    Map<String, String> all = new HashMap<>(env);
    all.put("DISTCOMP_NODE", setup.self().name());
    all.put("DISTCOMP_URL", setup.self().url());
    all.put("DISTCOMP_TOKEN_FILE", config.http().tokenFile().toString());
    Path conf = config.file();
    if (conf != null) {
      all.put("DISTCOMP_CONF", conf.toString());
    }
    return new Command(
        List.of("/bin/sh", "-c", WITH_INPUT, file, line),
        config.directory().toString(),
        base,
        all,
        Marks.ofHook(setup.self().id(), setup.self().incarnation(), word),
        new OutputLimits(OUTPUT_KEPT, 0, config.node().resultDir(), word));
  }
}
