package io.distcomp;

import io.distcomp.config.Config;
import io.distcomp.config.ConfigException;
import io.distcomp.config.ConfigFile;
import io.distcomp.config.ConfigMistake;
import io.distcomp.config.LiveConfig;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at the conf file twice a second, on a thread of its own: a file system may hang. A good
 * edit is taken over, a bad one changes nothing; each is said once.
 *
 * <p>It compares contents, since size and time may stay the same in an edit; and what it sees must
 * be there twice, since an editor may be writing.
 */
final class ConfigWatch implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ConfigWatch.class);
  private static final Duration EVERY = Duration.ofMillis(500);
  private static final int MOST_BYTES = (1 << 20) + 1;

  private final Path file;
  private final LiveConfig live;
  private final Consumer<@Nullable String> notice;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          work -> {
            Thread made = new Thread(work, "distcomp-conf");
            made.setDaemon(true);
            return made;
          });
  private final Set<String> warned;
  private List<String> waiting = List.of();
  private String last = "";
  private String known = "";
  private boolean bad;

  private ConfigWatch(Path file, LiveConfig live, Consumer<@Nullable String> notice) {
    this.file = file;
    this.live = live;
    this.notice = notice;
    warned = new HashSet<>(live.now().warnings());
  }

  /** {@code notice} is told what people should know, or null when there is nothing. */
  static ConfigWatch start(Path file, LiveConfig live, Consumer<@Nullable String> notice) {
    ConfigWatch watch = new ConfigWatch(file, live, notice);
    watch.known = watch.fingerprint(); // an option of the command line holds until an edit
    ScheduledFuture<?> unused = // it never fails: each look catches what happens
        watch.thread.scheduleWithFixedDelay(
            watch::lookSafely, 0, EVERY.toMillis(), TimeUnit.MILLISECONDS);
    return watch;
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }

  /** An exception would end the timer without a word. */
  private void lookSafely() {
    try {
      look();
    } catch (RuntimeException e) {
      LOG.warn("{} was edited and cannot be taken over: {}", file, e.toString());
    }
  }

  private void look() {
    String seen = fingerprint();
    boolean settled = seen.equals(last);
    last = seen;
    if (settled && !seen.equals(known)) {
      known = seen;
      read();
    }
  }

  private void read() {
    try {
      Config read = ConfigFile.read(file);
      accepted(read, live.edit(read));
    } catch (ConfigException e) {
      refused(e.mistakes());
    }
  }

  private void accepted(Config read, LiveConfig.Edit edit) {
    LogSetup.level(live.now().log().level());
    if (bad) {
      LOG.info("{} is valid again", file);
    }
    bad = false;
    if (!edit.inEffect().isEmpty()) {
      LOG.info("{} was edited; in effect now: {}", file, String.join(", ", edit.inEffect()));
    }
    if (!edit.waiting().isEmpty() && !edit.waiting().equals(waiting)) {
      LOG.warn("{} was edited; in effect after a restart: {}", file, listed(edit));
    }
    waiting = edit.waiting();
    read.warnings().stream().filter(warned::add).forEach(LOG::warn);
    notice.accept(waiting.isEmpty() ? null : "a restart is needed for " + listed(edit));
  }

  private static String listed(LiveConfig.Edit edit) {
    return String.join(", ", edit.waiting());
  }

  private void refused(List<ConfigMistake> mistakes) {
    bad = true;
    String why = mistakes.stream().map(ConfigMistake::toString).collect(Collectors.joining("; "));
    LOG.warn("{} was edited and is not valid; all values stay as they are: {}", file, why);
    notice.accept("its conf file is not valid, so its values are the old ones: " + why);
  }

  private String fingerprint() {
    try (InputStream in = Files.newInputStream(file)) {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(digest.digest(in.readNBytes(MOST_BYTES)));
    } catch (IOException e) { // reading it says why
      return e.getClass().getName();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
