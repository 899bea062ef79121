package io.distcomp.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RedisBinaryTest {

  @TempDir Path directory;

  /** A program that tells the version and nothing else. */
  private Path program(String folder, String script) throws IOException {
    Path parent = Files.createDirectories(directory.resolve(folder));
    Path file = Files.writeString(parent.resolve("redis-server"), "#!/bin/sh\n" + script + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
    return file;
  }

  private RedisBinary find(Path... programs) throws EmbeddedRedisException {
    StringBuilder path = new StringBuilder();
    for (Path program : programs) {
      path.append(program.getParent()).append(File.pathSeparator);
    }
    return RedisBinary.find(path.toString(), directory.resolve("bin"));
  }

  @Test
  void theFirstNewEnoughServerOfThePathIsTaken() throws Exception {
    Path old = program("old", "echo 'Redis server v=6.0.16 sha=0 bits=64'");
    Path good = program("good", "echo 'Redis server v=6.2.0 sha=0 bits=64'");
    Path better = program("better", "echo 'Redis server v=7.2.4 sha=0 bits=64'");
    RedisBinary found = find(old, good, better);
    assertThat(found).isEqualTo(new RedisBinary(good, new RedisVersion(6, 2, 0), false));
  }

  @Test
  void anOldOrBrokenServerIsPassedOverForTheShippedOne() throws Exception {
    Path old = program("old", "echo 'Redis server v=5.0.14 sha=0 bits=64'");
    Path broken = program("broken", "exit 127");
    RedisBinary found = find(old, broken);
    assertThat(found.shipped()).isTrue();
    assertThat(found.version()).isEqualTo(new RedisVersion(7, 0, 15));
  }

  @Test
  void aForkThatKeepsTheFormOfTheVersionIsTaken() throws Exception {
    Path fork = program("fork", "echo 'Valkey server v=8.1.1 sha=0 bits=64'");
    assertThat(find(fork).version()).isEqualTo(new RedisVersion(8, 1, 1));
  }

  @Test
  void whatIsUnpackedAlreadyIsUsedAgainAndWhatIsDamagedReplaced() throws Exception {
    Path binary = find().path();
    Object first = Files.getAttribute(binary, "unix:ino");
    assertThat(Files.getAttribute(find().path(), "unix:ino")).isEqualTo(first);
    Files.writeString(binary, "half a file");
    assertThat(find().version()).isEqualTo(new RedisVersion(7, 0, 15));
    assertThat(directory.resolve("bin")).isDirectoryNotContaining("glob:**.tmp");
  }

  @Test
  void aPlaceThatCannotBeWrittenIsNamed() throws Exception {
    Path file = Files.writeString(directory.resolve("bin"), "in the way");
    assertThatThrownBy(this::find)
        .isInstanceOf(EmbeddedRedisException.class)
        .hasMessageContaining(file.toString());
  }
}
