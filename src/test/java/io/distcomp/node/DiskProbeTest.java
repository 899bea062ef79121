package io.distcomp.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiskProbeTest {

  @TempDir Path folder;

  @Test
  void aFolderThatTakesFilesIsMadeAndLeftAsItWas() throws IOException {
    Path missing = folder.resolve("a/b");

    assertThat(DiskProbe.look(missing, ".probe", 0)).isEmpty();

    try (Stream<Path> left = Files.list(missing)) {
      assertThat(left).isEmpty();
    }
  }

  @Test
  void whatAnEarlierLookLeftIsNoTrouble() throws IOException {
    Files.writeString(folder.resolve(".probe"), "left by a crash");

    assertThat(DiskProbe.look(folder, ".probe", 0)).isEmpty();
    assertThat(folder.resolve(".probe")).doesNotExist();
  }

  @Test
  void aLinkInTheProbesPlaceIsNotFollowed() throws IOException {
    Path precious = Files.writeString(folder.resolve("precious"), "text");
    Files.createSymbolicLink(folder.resolve(".probe"), precious);

    assertThat(DiskProbe.look(folder, ".probe", 0)).isPresent();
    assertThat(Files.readString(precious)).isEqualTo("text");
  }

  @Test
  void aFileInTheFoldersPlaceIsSaid() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "");

    assertThat(DiskProbe.look(file, ".probe", 0).orElseThrow()).contains(file.toString());
  }

  @Test
  void noDiskHasToHaveMoreFreeThanHalfOfItself() throws IOException {
    long total = Files.getFileStore(folder).getTotalSpace();
    long free = Files.getFileStore(folder).getUsableSpace();

    assertThat(DiskProbe.shortage(folder, Long.MAX_VALUE).isPresent()).isEqualTo(free < total / 2);
    assertThat(DiskProbe.shortage(folder, 0)).isEmpty();
  }
}
