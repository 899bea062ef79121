package io.distcomp.taskfile;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExamplesTest {

  @ParameterizedTest
  @CsvSource({"examples/tasks.txt, LINES, 40", "examples/sweep.txt, PLAIN, 24"})
  void theExamplesHaveNoMistakes(Path file, TaskFile.Format format, int tasks) throws IOException {
    byte[] bytes = Files.readAllBytes(file);

    assertThat(Reading.of(bytes, TaskFile.Format.AUTO)).isEqualTo(Reading.of(bytes, format));
    assertThat(Reading.of(bytes, format).mistakes()).isEmpty();
    assertThat(Reading.of(bytes, format).tasks()).hasSize(tasks);
  }
}
