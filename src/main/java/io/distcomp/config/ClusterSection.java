package io.distcomp.config;

/** The rules of the keys about the event bus between nodes. Used by {@link ConfigFile}. */
final class ClusterSection {
  private ClusterSection() {}

  static Config.Cluster of(Draft draft) {
    String host = draft.get(Keys.CLUSTER_HOST);
    boolean enabled = draft.get(Keys.CLUSTER_ENABLED);
    boolean trusted = draft.get(Keys.TRUSTED_NETWORK);
    if (Hosts.isWildcard(host)) {
      draft.mistake(
          Keys.CLUSTER_HOST, "must be the one address at which other nodes reach this machine");
    } else if (enabled && !trusted && !Hosts.isLoopback(host)) {
      draft.mistake(
          Keys.CLUSTER_HOST,
          "is not a loopback address: say \"trusted_network\": true if only machines that may run"
              + " commands here can reach it",
          Keys.TRUSTED_NETWORK,
          Keys.CLUSTER_ENABLED);
    }
    return new Config.Cluster(
        enabled, host, draft.number(Keys.CLUSTER_PORT), draft.number(Keys.BUS_PORT), trusted);
  }
}
