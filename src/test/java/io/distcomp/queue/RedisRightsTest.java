package io.distcomp.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.distcomp.testkit.RedisRights;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Holds the documented rights and the commands that the queue uses together, both ways. */
class RedisRightsTest {

  /** What the client sends by itself: it says who it is and chooses the database. */
  private static final Set<String> OF_CONNECTIONS = Set.of("hello", "ping", "select");

  private static final List<Pattern> USES =
      List.of(
          Pattern.compile("(?:redis\\.call|safely)\\('([A-Z]+)'"),
          Pattern.compile("= '([HSZ]SCAN)'"),
          Pattern.compile("\\bCommand\\.([A-Z]+)\\b"));

  @Test
  void eachCommandThatIsUsedIsDocumentedAndNoOther() throws IOException {
    Set<String> used = new TreeSet<>(OF_CONNECTIONS);
    for (String folder : List.of("src/main/resources/lua", "src/main/java/io/distcomp/queue")) {
      try (Stream<Path> files = Files.list(Path.of(folder))) {
        for (Path file : files.filter(Files::isRegularFile).toList()) {
          used.addAll(commands(Files.readString(file)));
        }
      }
    }

    assertThat(documented()).isEqualTo(used);
  }

  private static Set<String> commands(String text) {
    Set<String> commands = new TreeSet<>();
    for (Pattern use : USES) {
      use.matcher(text)
          .results()
          .forEach(found -> commands.add(found.group(1).toLowerCase(Locale.ROOT)));
    }
    return commands;
  }

  /** Without subcommands: {@code config|get} is CONFIG. */
  private static Set<String> documented() {
    Set<String> commands = new TreeSet<>();
    Pattern.compile("\\+([a-z]+)")
        .matcher(RedisRights.documented())
        .results()
        .forEach(found -> commands.add(found.group(1)));
    return commands;
  }

  @Test
  void theDocumentedUserReachesOneQueueAlone() {
    assertThat(RedisRights.documented())
        .contains(" -@all ", " ~dc:{default}:* ", " &dc:{default}:wake ")
        .doesNotContain("allkeys", "allchannels", "+@");
  }
}
