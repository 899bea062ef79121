package io.distcomp.process;

import org.junit.jupiter.api.Test;

class JdkSpawnerTest extends SpawnerContract {

  @Override
  Spawner create(SpawnerSettings settings) {
    return new JdkSpawner(settings);
  }

  @Override
  boolean keepsLateOutput() {
    return false;
  }

  @Test
  void twoThousandQuickCommandsLeaveNothingBehind() throws Exception {
    runMany(50, 8);
    int files = openFiles();
    runMany(2000, 8);
    org.awaitility.Awaitility.await().until(() -> openFiles() <= files + 2);
    assertNoZombies();
  }
}
