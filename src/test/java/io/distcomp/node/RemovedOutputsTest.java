package io.distcomp.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.distcomp.queue.ManyTasks.RemovedJob;
import io.distcomp.task.JobId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RemovedOutputsTest {

  private static final String FILE = "17-1.1.00112233445566aa.out";

  @TempDir Path results;

  private final Instant now = Instant.now();
  private final RemovedJob job = new RemovedJob(new JobId(12), now.minusSeconds(60), now);

  private Path file(String path) throws IOException {
    Path file = results.resolve(path);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, "text");
  }

  @Test
  void allFilesOfTheJobGoAndNoOthers() throws IOException {
    file("12/0/" + FILE);
    file("12/3/3017-1.2.00112233445566aa.err");
    Path other = file("13/0/" + FILE);

    RemovedOutputs.delete(results, job);

    assertThat(results.resolve("12")).doesNotExist();
    assertThat(other).exists();
  }

  @Test
  void whatWasWrittenBeforeTheJobOrAfterItStays() throws IOException {
    Path before = file("12/0/" + FILE);
    Files.setLastModifiedTime(before, FileTime.from(now.minus(Duration.ofDays(1))));
    Path after = file("12/1/" + FILE);
    Files.setLastModifiedTime(after, FileTime.from(now.plus(Duration.ofDays(1))));

    RemovedOutputs.delete(results, job);

    assertThat(before).exists();
    assertThat(after).exists();
  }

  @Test
  void filesOfOtherNamesAndLinksStay() throws IOException {
    Path own = file("12/0/notes.txt");
    Path elsewhere = file("elsewhere/" + FILE);
    Files.createSymbolicLink(results.resolve("12/1"), elsewhere.getParent());
    Files.createSymbolicLink(results.resolve("12/0/" + FILE), elsewhere);

    RemovedOutputs.delete(results, job);

    assertThat(own).exists();
    assertThat(elsewhere).exists();
    Files.createSymbolicLink(results.resolve("14"), elsewhere.getParent().getParent());
    RemovedOutputs.delete(results, new RemovedJob(new JobId(14), now, now));
    assertThat(elsewhere).exists();
  }
}
