package io.distcomp.process;

/** A system that has no {@code setsid} program: no group, but the same behaviour. */
class JdkWithoutSetsidTest extends KillContract {

  @Override
  Spawner create(SpawnerSettings settings) {
    return new JdkSpawner(settings, null);
  }

  @Override
  boolean keepsLateOutput() {
    return false;
  }

  @Override
  boolean hasGroups() {
    return false;
  }
}
