package io.distcomp.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.distcomp.task.JobId;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The pure parts of the command line. */
class PureTest {

  @Test
  void selectorsNameJobsTasksAndRanges() {
    JobId three = new JobId(3);
    assertThat(Selector.parse("last")).isEqualTo(new Selector.Last());
    assertThat(Selector.parse("all")).isEqualTo(new Selector.All());
    assertThat(Selector.parse("3")).isEqualTo(new Selector.Job(three));
    assertThat(Selector.parse("3.17")).isEqualTo(new Selector.Tasks(three, 17, 17));
    assertThat(Selector.parse("3.5-9")).isEqualTo(new Selector.Tasks(three, 5, 9));
    assertThat(Selector.parse("3.5-3.9")).isEqualTo(new Selector.Tasks(three, 5, 9));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "x", "3.", ".3", "3.0", "3.9-5", "3.1-4.2", "3.1-20000", "-1", "3.1-", "+3"})
  void whatIsNoSelectorIsRefused(String text) {
    assertThatThrownBy(() -> Selector.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @CsvSource({
    "90, 90",
    "45s, 45",
    "10m, 600",
    "1h30m, 5400",
    "2d, 172800",
    "1d1h1m1s, 90061",
    "0, 0",
  })
  void durationsAreReadAsUsersWriteThem(String text, long seconds) {
    assertThat(TimeText.duration("--delay", text)).isEqualTo(Duration.ofSeconds(seconds));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "-1", "1.5h", "1m1h", "1 h", "99999999999"})
  void whatIsNoDurationIsRefused(String text) {
    assertThatThrownBy(() -> TimeText.duration("--delay", text)).isInstanceOf(CliException.class);
  }

  @ParameterizedTest
  @CsvSource({
    "18:30, 2026-11-24T17:30:00Z",
    "9:05, 2026-11-25T08:05:00Z",
    "2026-12-24, 2026-12-23T23:00:00Z",
    "2026-12-24 18:30, 2026-12-24T17:30:00Z",
    "2026-12-24T18:30:15, 2026-12-24T17:30:15Z",
    "2026-12-24T18:30:00Z, 2026-12-24T18:30:00Z",
    "2026-12-24 18:30:00+03:00, 2026-12-24T15:30:00Z",
  })
  void timesAreReadInTheZoneOfTheUser(String text, Instant expected) {
    Instant now = Instant.parse("2026-11-24T12:00:00Z");
    assertThat(TimeText.time("--at", text, ZoneOffset.ofHours(1), now)).isEqualTo(expected);
  }

  @Test
  void controlCharactersAreShownAndNotObeyed() {
    assertThat(Escape.line("a\u001b[31mb\r\n\tc\u009bd\u202ee"))
        .isEqualTo("a\\x1b[31mb\\r\\n\\tc\\x9bd\\u202ee");
    assertThat(Escape.block("a\n\tb\rc\u0000")).isEqualTo("a\n\tb\\rc\\x00");
    assertThat(Escape.line("plain \u00e4\u6f22\ud83d\ude00"))
        .isEqualTo("plain \u00e4\u6f22\ud83d\ude00");
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0 ms",
    "250, 250 ms",
    "4200, 4.2 s",
    "5000, 5 s",
    "9960, 10 s",
    "19998, 20 s",
    "59400, 59 s",
    "59999, 1 min",
    "3599999, 1 h",
    "86399999, 1 d",
    "60000, 1 min",
    "252000, 4 min 12 s",
    "11100000, 3 h 5 min",
    "187200000, 2 d 4 h",
    "-5, 0 s"
  })
  void durationsReadAsPeopleSayThem(long millis, String expected) {
    assertThat(Wording.duration(Duration.ofMillis(millis))).isEqualTo(expected);
  }

  @Test
  void percentIsNeverRoundedUpToAll() {
    assertThat(Wording.percent(4999, 5000)).isEqualTo(99);
    assertThat(Wording.rate(0.42)).isEqualTo("0.4/s");
    assertThat(Wording.rate(1250.4)).isEqualTo("1,250/s");
    assertThat(Wording.amount(1, "cpu")).isEqualTo("1 cpu");
    assertThat(Wording.amount(0.5, "cpu")).isEqualTo("0.5 cpus");
    assertThat(Wording.decimal(100.0)).isEqualTo("100");
    assertThat(Wording.decimal(0.125)).isEqualTo("0.13");
    assertThat(Wording.memory(23.541)).isEqualTo("23.54 GB");
    assertThat(Wording.memory(0.002)).isEqualTo("2 MB");
    assertThat(Wording.memory(0)).isEqualTo("0 GB");
  }

  @Test
  void timesOfTodayHaveNoDate() {
    Instant now = Instant.parse("2026-11-24T12:00:00Z");
    Instant morning = Instant.parse("2026-11-24T08:01:02Z");
    assertThat(Wording.time(morning, ZoneOffset.UTC, now)).isEqualTo("08:01:02");
    assertThat(Wording.time(morning.minusSeconds(86_400), ZoneOffset.UTC, now))
        .isEqualTo("2026-11-23 08:01");
    assertThat(Wording.time(null, ZoneOffset.UTC, now)).isEqualTo("-");
  }

  @Test
  void theBarFitsItsTerminalAtEveryWidth() {
    var job = Json.job(new JsonObject(FakeNode.job("running", 1900, 3088, 12)));
    for (int width = 20; width < 200; width++) {
      assertThat(ProgressText.bar(job, new Pace(), width, true, false)).hasSizeLessThan(width);
    }
    assertThat(ProgressText.bar(job, new Pace(), 61, false, false))
        .isEqualTo("[##############x----------] 3,100 of 5,000 (62 %), 12 failed");
  }

  @Test
  void thePaceIsThatOfTheLastHalfMinute() {
    Pace pace = new Pace();
    Instant start = Instant.parse("2026-11-24T12:00:00Z");
    assertThat(pace.perSecond()).isZero();
    for (int second = 0; second <= 100; second++) {
      pace.add(start.plusSeconds(second), second <= 50 ? 0 : (second - 50) * 10L);
    }
    assertThat(pace.perSecond()).isEqualTo(10);
    var job = Json.job(new JsonObject(FakeNode.job("running", 600, 500, 0)));
    assertThat(pace.timeLeft(job)).contains(Duration.ofSeconds(60));
  }

  @Test
  void eventsAreReadLineByLine() {
    SseLines lines = new SseLines();
    assertThat(lines.add(": hi")).map(SseEvent::isHeartbeat).contains(true);
    assertThat(lines.add("id: a-1")).isEmpty();
    assertThat(lines.add("event: delta")).isEmpty();
    assertThat(lines.add("data: {\"a\":")).isEmpty();
    assertThat(lines.add("data:1}")).isEmpty();
    assertThat(lines.add("")).contains(new SseEvent("delta", "{\"a\":\n1}"));
    assertThat(lines.add("")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "t.txt    | shell:5:1:1:echo    | text/plain",
        "t        | { echo a; echo b; } | text/plain",
        "t        | {\"tasks\":[        | application/json",
        "t        | {\"command\":\"x\"} | application/x-ndjson",
        "t        | {}                  | application/json",
        "t.jsonl  | anything            | application/x-ndjson",
        "T.JSON   | anything            | application/json"
      })
  void theFormIsToldFromNameAndFirstBytes(String name, String text, String type)
      throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    assertThat(FileForm.of(name, bytes)).isEqualTo(new FileForm(type, false));
    assertThat(FileForm.of(name + ".gz", zipped(bytes))).isEqualTo(new FileForm(type, true));
  }

  @Test
  void severalWordsReachTheCommandAsTheyAreAndOneIsALineOfTheShell() {
    assertThat(CommandWords.line(List.of("echo hi | wc"))).isEqualTo("echo hi | wc");
    assertThat(CommandWords.line(List.of("echo", "it's", "a b", "--x=1")))
        .isEqualTo("echo 'it'\\''s' 'a b' --x=1");
  }

  @Test
  void mistypedWordsFindTheirNeighbours() {
    List<String> known = List.of("jobs", "job", "-conf", "--limit", "-o");
    assertThat(Suggestions.closest("jbos", known)).contains("jobs");
    assertThat(Suggestions.closest("--conf", known)).contains("-conf");
    assertThat(Suggestions.closest("--cnof=x", known)).contains("-conf");
    assertThat(Suggestions.closest("--limt", known)).contains("--limit");
    assertThat(Suggestions.closest("--zzzzz", known)).isEqualTo(Optional.empty());
    assertThat(Suggestions.closest("-x", known)).isEmpty();
  }

  @Test
  void queriesAreEncoded() {
    assertThat(new Query().with("q", "a b&c+d/\u00e4").with("none", null).flag("on", true).of("/x"))
        .isEqualTo("/x?q=a%20b%26c%2Bd%2F%C3%A4&on=true");
  }

  private static byte[] zipped(byte[] bytes) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(bytes);
    }
    return out.toByteArray();
  }
}
