package io.distcomp.node;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.distcomp.task.Attempt;
import io.distcomp.task.AttemptReport;
import io.distcomp.task.CapturedStream;
import io.distcomp.task.Incarnation;
import io.distcomp.task.Outcome;
import io.distcomp.task.TaskId;
import io.distcomp.task.Token;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Outcomes on a real disk: kept, damaged, read back. */
class OutcomeSpoolTest {

  private static final Incarnation SELF = new Incarnation("0123456789abcdef");

  @TempDir Path directory;
  private Path folder;

  @BeforeEach
  void choose() {
    folder = directory.resolve("outcomes");
  }

  private static AttemptReport report(long index, byte[] output, Outcome outcome) {
    Attempt attempt =
        new Attempt(
            "node1",
            Instant.ofEpochSecond(index, 7),
            Instant.ofEpochSecond(index, 999_999_999),
            outcome,
            null,
            null,
            false);
    return new AttemptReport(
        TaskId.parse("12." + index),
        new Token(1, 2, SELF),
        attempt,
        new CapturedStream(output, new byte[0], output.length, null, 0),
        CapturedStream.EMPTY);
  }

  private static AttemptReport report(long index) {
    return report(index, ("output " + index).getBytes(UTF_8), Outcome.exited(0));
  }

  private static List<AttemptReport> reports(int from, int to) {
    return IntStream.rangeClosed(from, to).mapToObj(i -> report(i)).toList();
  }

  /** What a further start finds. */
  private List<AttemptReport> readAll() throws IOException {
    OutcomeSpool spool = new OutcomeSpool(folder);
    spool.open();
    return drain(spool);
  }

  private static List<AttemptReport> drain(OutcomeSpool spool) throws IOException {
    List<AttemptReport> all = new ArrayList<>();
    List<AttemptReport> batch = spool.next();
    while (!batch.isEmpty()) {
      all.addAll(batch);
      spool.answered();
      batch = spool.next();
    }
    assertThat(spool.outcomes()).isZero();
    assertThat(spool.bytes()).isZero();
    return all;
  }

  private void write(List<AttemptReport> reports) throws IOException {
    OutcomeSpool spool = new OutcomeSpool(folder);
    spool.open();
    spool.append(reports);
    spool.close();
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList();
    }
  }

  // --- what goes in comes out

  @Test
  void everyFieldAndAnyBytesSurvive() throws IOException {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    List<AttemptReport> in = new ArrayList<>();
    for (int i = 1; i <= 300; i++) {
      in.add(anyReport(random, i));
    }

    write(in);

    assertThat(readAll()).isEqualTo(in);
  }

  private static AttemptReport anyReport(Random random, int index) {
    Outcome.Kind[] kinds = Outcome.Kind.values();
    Attempt attempt =
        new Attempt(
            "node" + index,
            Instant.ofEpochSecond(random.nextInt(), random.nextInt(1_000_000_000)),
            random.nextBoolean() ? Instant.ofEpochMilli(random.nextInt()) : null,
            random.nextInt(9) == 0
                ? null
                : new Outcome(
                    kinds[random.nextInt(kinds.length)],
                    random.nextBoolean() ? random.nextInt(256) : null,
                    random.nextBoolean() ? random.nextInt(64) : null,
                    random.nextBoolean() ? "why é\n" + random.nextInt() : null),
            random.nextBoolean() ? Duration.ofNanos(random.nextInt(1 << 30)) : null,
            random.nextBoolean() ? random.nextLong() : null,
            random.nextBoolean());
    return new AttemptReport(
        TaskId.parse((1 + random.nextInt(1000)) + "." + index),
        new Token(1 + random.nextInt(9), random.nextInt(99), SELF),
        attempt,
        anyStream(random),
        anyStream(random));
  }

  private static CapturedStream anyStream(Random random) {
    byte[] head = new byte[random.nextInt(3000)];
    byte[] tail = new byte[random.nextInt(300)];
    random.nextBytes(head);
    random.nextBytes(tail);
    String file = random.nextBoolean() ? "12/" + random.nextInt() + ".out" : null;
    return new CapturedStream(head, tail, random.nextLong(), file, random.nextLong());
  }

  @Test
  void orderIsKeptOverManyFilesAndWritesBetweenReads() throws IOException {
    OutcomeSpool spool = new OutcomeSpool(folder, 1 << 20, 2000);
    List<AttemptReport> out = new ArrayList<>();
    for (int i = 1; i <= 1000; i += 10) {
      spool.append(reports(i, i + 9));
      if (i % 30 == 1) {
        out.addAll(spool.next());
        spool.answered();
      }
    }
    assertThat(spool.outcomes()).isEqualTo(1000 - out.size());

    out.addAll(drain(spool));

    assertThat(out).isEqualTo(reports(1, 1000));
    assertThat(files()).isEmpty();
  }

  @Test
  void aBatchIsWhatOneCommitTakesAndTheSameUntilItIsAnswered() throws IOException {
    byte[] large = new byte[3 << 20];
    write(List.of(report(1, large, Outcome.exited(0)), report(2, large, Outcome.exited(1))));
    write(reports(3, 500));
    OutcomeSpool spool = new OutcomeSpool(folder);
    spool.open();

    assertThat(spool.next()).hasSize(2).isEqualTo(spool.next());
    spool.answered();
    assertThat(spool.next()).hasSize(200);
    spool.close();

    assertThat(readAll()).isEqualTo(reports(3, 500));
  }

  @Test
  void aFileStaysUntilAllOfItIsAnswered() throws IOException {
    write(reports(1, 250));
    OutcomeSpool spool = new OutcomeSpool(folder);
    spool.open();
    spool.next();
    spool.answered();
    spool.next();
    assertThat(files()).hasSize(1);

    spool.answered();

    assertThat(files()).isEmpty();
  }

  @Test
  void nothingIsWrittenBeforeTheFirstOutcomeAndOnlyItsUserCanReadIt() throws IOException {
    OutcomeSpool spool = new OutcomeSpool(folder);
    spool.open();
    assertThat(spool.next()).isEmpty();
    assertThat(folder).doesNotExist();

    spool.append(reports(1, 1));
    spool.close();

    assertThat(mode(folder)).isEqualTo("rwx------");
    assertThat(files()).singleElement().satisfies(f -> assertThat(mode(f)).isEqualTo("rw-------"));
  }

  private static String mode(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  // --- bounds

  @Test
  void aFullSpoolTakesNothingAndKeepsWhatItHas() throws IOException {
    OutcomeSpool spool = new OutcomeSpool(folder, 2000, 1000);
    List<AttemptReport> taken = new ArrayList<>();
    assertThatThrownBy(
            () -> {
              for (int i = 1; i < 1000; i++) {
                spool.append(reports(i, i));
                taken.add(report(i));
              }
            })
        .isInstanceOf(OutcomeSpool.FullException.class);
    assertThat(spool.bytes()).isBetween(1000L, 2100L);

    assertThat(spool.next()).isNotEmpty();
    assertThat(drain(spool)).isEqualTo(taken);
    spool.append(reports(1, 1));
    spool.close();
  }

  @Test
  void aDiskThatTakesNothingIsTriedAgain() throws IOException {
    Files.createFile(folder);
    OutcomeSpool spool = new OutcomeSpool(folder);
    assertThatThrownBy(() -> spool.append(reports(1, 3))).isInstanceOf(IOException.class);
    assertThat(spool.outcomes()).isZero();

    Files.delete(folder);
    spool.append(reports(1, 3));

    assertThat(drain(spool)).isEqualTo(reports(1, 3));
  }

  // --- damage

  @Test
  void aTornTailCostsOnlyTheLastRecordWhereverItIsTorn() throws IOException {
    write(reports(1, 2));
    int two = Math.toIntExact(Files.size(files().get(0)));
    Files.delete(files().get(0));
    write(reports(1, 3));
    Path file = files().get(0);
    byte[] whole = Files.readAllBytes(file);

    for (int length = two; length < whole.length; length++) {
      Files.write(file, Arrays.copyOf(whole, length));
      assertThat(readAll()).as("%s bytes", length).isEqualTo(reports(1, 2));
      assertThat(files()).isEmpty();
    }
  }

  @Test
  void aFileThatEndsInItsHeaderIsNoTrouble() throws IOException {
    write(reports(1, 1));
    Path file = files().get(0);
    byte[] whole = Files.readAllBytes(file);
    for (int length = 0; length < OutcomeSegment.HEADER_BYTES; length++) {
      Files.write(file, Arrays.copyOf(whole, length));
      assertThat(readAll()).isEmpty();
      assertThat(files()).isEmpty();
    }
  }

  @Test
  void aFlippedByteCostsOnlyItsRecordAndTheFileIsSetAside() throws IOException {
    write(reports(1, 1));
    int one = Math.toIntExact(Files.size(files().get(0)));
    Files.delete(files().get(0));
    write(reports(1, 3));
    byte[] whole = Files.readAllBytes(files().get(0));
    int record = (whole.length - OutcomeSegment.HEADER_BYTES) / 3;

    for (int at = one; at < one + record; at++) {
      byte[] bad = whole.clone();
      bad[at] ^= 0x40;
      Files.write(folder.resolve("0000000000000000001.outcomes"), bad);
      assertThat(readAll()).as("byte %s", at).containsExactly(report(1), report(3));
      assertThat(files()).singleElement().asString().endsWith(".outcomes.unreadable");
      Files.delete(files().get(0));
    }
  }

  @Test
  void damageNamesTheTaskWhereThatCanBeRead() throws IOException {
    write(reports(7, 7));
    byte[] bytes = Files.readAllBytes(files().get(0));
    bytes[bytes.length - 1] ^= 1;
    OutcomeSegment walk = new OutcomeSegment(bytes);

    assertThat(walk.hasNext()).isFalse();

    assertThat(walk.damages())
        .singleElement()
        .matches(damage -> TaskId.parse("12.7").equals(damage.task()) && !damage.torn());
  }

  @Test
  void aForeignFileIsSetAsideAndTheRestIsRead() throws IOException {
    write(reports(1, 2));
    Files.write(folder.resolve("0000000000000000000.outcomes"), new byte[5000]);
    Files.writeString(folder.resolve("refused-1.1-1.1.0123456789abcdef"), "for people");

    assertThat(readAll()).isEqualTo(reports(1, 2));

    assertThat(files())
        .extracting(f -> f.getFileName().toString())
        .containsExactly(
            "0000000000000000000.outcomes.unreadable", "refused-1.1-1.1.0123456789abcdef");
  }

  @Test
  void anyGarbageBehindTheHeaderIsSurvived() throws IOException {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    for (int i = 0; i < 200; i++) {
      write(reports(1, 2));
      Path file = files().get(0);
      byte[] bytes = Arrays.copyOf(Files.readAllBytes(file), 2000);
      for (int n = 0; n < 20; n++) {
        bytes[OutcomeSegment.HEADER_BYTES + random.nextInt(1900)] = (byte) random.nextInt();
      }
      Files.write(file, bytes);
      assertThat(readAll()).allMatch(r -> reports(1, 2).contains(r));
      Files.deleteIfExists(Path.of(file + ".unreadable"));
    }
  }

  // --- for people

  @Test
  void aRefusedOutcomeIsReadable() throws IOException {
    RefusedOutcomes refused = new RefusedOutcomes(folder);
    Path file = refused.write(report(5, "it said so".getBytes(UTF_8), Outcome.exited(3)));
    assertThat(refused.write(report(5))).isEqualTo(file);

    assertThat(file).hasFileName("refused-12.5-1.2.0123456789abcdef").isRegularFile();
    assertThat(Files.readString(file)).contains("task: 12.5", "output 5");
    assertThat(mode(file)).isEqualTo("rw-------");
  }
}
