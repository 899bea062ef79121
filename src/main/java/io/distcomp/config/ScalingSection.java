package io.distcomp.config;

/** The rules of the keys about more and fewer nodes. Used by {@link ConfigFile}. */
final class ScalingSection {
  private ScalingSection() {}

  static Config.Scaling of(Draft draft) {
    return new Config.Scaling(
        draft.find(HookKeys.SCALE_COMMAND),
        draft.get(HookKeys.SCALE_COOLDOWN),
        draft.get(HookKeys.SCALE_TIMEOUT),
        draft.get(HookKeys.IDLE_EXIT));
  }
}
