package io.distcomp.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Which spawner a node gets. */
class SpawnersTest {

  private static final SpawnerSettings SETTINGS =
      new SpawnerSettings("spawners-test.", 1, Duration.ofSeconds(10));

  @AfterEach
  void forget() {
    System.clearProperty(Spawners.PROPERTY);
  }

  @Test
  void thePropertyForcesEitherOne() {
    assertThat(kind("jdk")).isEqualTo(JdkSpawner.class);
    assertThat(kind("posix")).isEqualTo(PosixSpawner.class);
  }

  @Test
  void aWordThatIsNeitherIsRefusedAndNotGuessedAt() {
    assertThatThrownBy(() -> kind("fast"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("-Ddistcomp.spawner=fast: expected posix or jdk");
  }

  private static Class<?> kind(String wanted) {
    System.setProperty(Spawners.PROPERTY, wanted);
    try (Spawner spawner = Spawners.best(SETTINGS)) {
      return spawner.getClass();
    }
  }
}
