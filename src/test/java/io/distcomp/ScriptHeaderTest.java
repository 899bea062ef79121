package io.distcomp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Holds each Lua script to its header, and the check to scripts that break it on purpose. */
class ScriptHeaderTest {

  private static final Path SCRIPTS = Path.of("src/main/resources/lua");

  private static final String GOOD =
      """
      -- Moves tasks.
      -- Uses: policy
      -- Guarantee: safe to repeat.
      -- KEYS[1] counts (hash): tasks by state
      -- KEYS[2] ready (zset): not read; names the queue
      -- ARGV[1] job id; ARGV[2] ... task ids
      -- Returns: how many
      -- Cost: linear in the tasks.
      local moved = next_state(ARGV[1])
      -- Why it is so.
      for a = 2, #ARGV do moved = moved + clock(KEYS[1]) end
      return moved
      """;

  private static final Map<String, String> PRELUDES =
      Map.of(
          "record", "local function clock() end\n",
          "policy", "local function next_state() end\n");

  static Stream<String> verbs() throws IOException {
    return names().filter(name -> name.contains("-"));
  }

  static Stream<String> preludes() throws IOException {
    return names().filter(name -> !name.contains("-"));
  }

  @Test
  void thereAreScriptsAndPreludes() throws IOException {
    assertThat(verbs()).contains("submit-3", "claim-5", "commit-3", "renew-4", "reap-3");
    assertThat(preludes()).contains("record", "policy");
  }

  @ParameterizedTest
  @MethodSource("verbs")
  void theVerbDoesWhatItsHeaderSays(String name) throws IOException {
    Map<String, String> preludes = new TreeMap<>();
    for (String prelude : preludes().toList()) {
      preludes.put(prelude, read(prelude));
    }

    assertThat(LuaScript.faultsOfVerb(name, read(name), preludes)).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("preludes")
  void thePreludeKnowsNothingOfTheVerbs(String name) throws IOException {
    assertThat(LuaScript.faultsOfPrelude(name, read(name))).isEmpty();
  }

  @Test
  void aScriptThatKeepsItsWordHasNoFaults() {
    assertThat(LuaScript.faultsOfVerb("move-2", GOOD, PRELUDES)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        "-- Moves tasks.|-- moves tasks|the first line is not a sentence",
        "-- Guarantee: safe to repeat.|--|no Guarantee",
        "-- Returns: how many|-- how many|no Returns",
        "-- Cost: linear in the tasks.|-- Cost:|no Cost",
        "-- KEYS[2] ready|-- ready|documents KEYS [1], its name declares 2",
        "KEYS[1] counts (hash): tasks by state|KEYS[1]|documents KEYS [2], its name declares 2",
        "clock(KEYS[1])|clock(KEYS[1], KEYS[3])|uses KEYS[3], its name declares 2",
        "clock(KEYS[1])|clock()|KEYS[1] is used neither here nor in a prelude",
        "clock(KEYS[1])|clock(KEYS[1], KEYS[moved])|computes an index of KEYS",
        "-- ARGV[1] job id; |-- |documents ARGV [2]",
        "next_state(ARGV[1])|next_state()|ARGV[1] is documented and not used",
        "; ARGV[2] ... task ids|-|reads an open list of ARGV that is not documented",
        "-- Uses: policy|--|calls functions of policy and does not say \"Uses: policy\"",
        "next_state(ARGV[1])|ARGV[1]|says that it uses policy and does not",
        "-- Uses: policy|-- Uses: policy\\n-- Uses: magic|there is no prelude magic",
        "return moved|return redis.error_reply()|contains error_reply",
        "return moved|return redis.pcall()|contains redis.pcall",
      })
  void aScriptThatDoesNotKeepItsWordIsReported(String part, String instead, String fault) {
    String broken = GOOD.replace(part, instead == null ? "" : instead.replace("\\n", "\n"));

    assertThat(broken).isNotEqualTo(GOOD);
    assertThat(LuaScript.faultsOfVerb("move-2", broken, PRELUDES)).contains("move-2: " + fault);
  }

  @Test
  void anArgumentThatIsNotDocumentedIsReported() {
    String closed =
        GOOD.replace("; ARGV[2] ... task ids", "").replace("2, #ARGV", "2, tonumber(ARGV[2])");

    assertThat(LuaScript.faultsOfVerb("move-2", closed, PRELUDES))
        .containsExactly("move-2: uses ARGV[2], which is not documented");
  }

  @Test
  void aScriptOfMoreThan40LinesOfCodeIsReported() {
    String longer = GOOD + "-- why\n\n".repeat(10) + "moved = 0\n".repeat(37);

    assertThat(LuaScript.faultsOfVerb("move-2", longer, PRELUDES)).isEmpty();
    assertThat(LuaScript.faultsOfVerb("move-2", longer + "moved = 0\n", PRELUDES))
        .containsExactly("move-2: 41 lines of code, 40 are allowed");
  }

  @Test
  void aKeyMayBeUsedByAPrelude() {
    String unused = GOOD.replace("clock(KEYS[1])", "clock()");
    Map<String, String> preludes =
        Map.of(
            "record",
            "local function clock() redis.call('HGET', P .. 'counts') end\n",
            "policy",
            PRELUDES.get("policy"));

    assertThat(LuaScript.faultsOfVerb("move-2", unused, preludes)).isEmpty();
  }

  @Test
  void aPreludeThatKnowsAVerbIsReported() {
    assertThat(LuaScript.faultsOfPrelude("x", "local a, b = KEYS[2], ARGV[1]\nredis.pcall()\n"))
        .containsExactly(
            "x: no header that says \"No keys of its own\"",
            "x: uses KEYS for more than the prefix",
            "x: uses ARGV",
            "x: contains redis.pcall");
  }

  @Test
  void onlyTheOnePlaceThatMayGoOnAfterARefusalDoes() throws IOException {
    String record = read("record");

    assertThat(LuaScript.faultsOfPrelude("record", record)).isEmpty();
    assertThat(LuaScript.faultsOfPrelude("other", record))
        .containsExactly("other: contains redis.pcall");
    assertThat(LuaScript.faultsOfPrelude("record", record + "\nredis.pcall('GET', P)\n"))
        .containsExactly("record: contains redis.pcall");
  }

  private static Stream<String> names() throws IOException {
    try (Stream<Path> files = Files.list(SCRIPTS)) {
      List<String> names =
          files.map(f -> f.getFileName().toString().replaceFirst("\\.lua$", "")).sorted().toList();
      return names.stream();
    }
  }

  private static String read(String name) throws IOException {
    return Files.readString(SCRIPTS.resolve(name + ".lua"));
  }
}
