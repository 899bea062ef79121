package io.distcomp.cluster;

import com.hazelcast.config.AdvancedNetworkConfig;
import com.hazelcast.config.Config;
import com.hazelcast.config.JavaSerializationFilterConfig;
import com.hazelcast.config.JoinConfig;
import com.hazelcast.config.MapConfig;
import com.hazelcast.config.MultiMapConfig;
import com.hazelcast.config.ServerSocketEndpointConfig;
import java.net.Inet6Address;
import java.util.List;
import java.util.Map;

/**
 * Hazelcast's configuration, made in code so that no file or default can open more than is meant.
 * Used by {@link HazelcastLink}.
 *
 * @param cluster the cluster's name; members of another name are refused
 * @param nodeId Vert.x's id of this node
 * @param port the first port to try
 */
record HazelcastSettings(String cluster, String nodeId, BindAddress bind, int port) {

  /** What vertx-hazelcast 5 looks for in a member's attributes. */
  static final String NODE_ID = "__vertx.nodeId";

  private static final int PORTS = 100;
  private static final int CONNECT_SECONDS = 3;

  /** Times in seconds; a dead machine is noticed in 15 s, a closed connection at once. */
  private static final Map<String, String> PROPERTIES =
      Map.ofEntries(
          Map.entry("hazelcast.phone.home.enabled", "false"),
          Map.entry("hazelcast.shutdownhook.enabled", "false"),
          Map.entry("hazelcast.logging.type", "slf4j"),
          Map.entry("hazelcast.logging.details.enabled", "false"),
          Map.entry("hazelcast.logging.emoji.enabled", "false"),
          Map.entry("hazelcast.health.monitoring.level", "OFF"),
          Map.entry("hazelcast.socket.bind.any", "false"),
          Map.entry("hazelcast.socket.server.bind.any", "false"),
          Map.entry("hazelcast.socket.connect.timeout.seconds", "" + CONNECT_SECONDS),
          Map.entry("hazelcast.wait.seconds.before.join", "0"),
          Map.entry("hazelcast.max.wait.seconds.before.join", "0"),
          Map.entry("hazelcast.max.join.seconds", "15"),
          Map.entry("hazelcast.heartbeat.interval.seconds", "3"),
          Map.entry("hazelcast.max.no.heartbeat.seconds", "15"),
          Map.entry("hazelcast.merge.first.run.delay.seconds", "5"),
          Map.entry("hazelcast.merge.next.run.delay.seconds", "5"),
          Map.entry("hazelcast.operation.call.timeout.millis", "10000"),
          Map.entry("hazelcast.graceful.shutdown.max.wait", "3"),
          Map.entry("hazelcast.io.thread.count", "1"),
          Map.entry("hazelcast.operation.thread.count", "2"),
          Map.entry("hazelcast.operation.generic.thread.count", "2"),
          Map.entry("hazelcast.event.thread.count", "1"));

  Config config(List<String> members) {
    Config config = new Config().setClusterName(cluster);
    PROPERTIES.forEach(config::setProperty);
    boolean onlyIpv4 = !(bind.address() instanceof Inet6Address);
    config.setProperty("hazelcast.prefer.ipv4.stack", Boolean.toString(onlyIpv4));
    config.getMemberAttributeConfig().setAttribute(NODE_ID, nodeId);
    config.getJetConfig().setEnabled(false);
    config.getMetricsConfig().setEnabled(false);
    config.getSerializationConfig().setJavaSerializationFilterConfig(filter());
    addStructures(config);
    addNetwork(config.getAdvancedNetworkConfig(), members);
    return config;
  }

  /** The contents of vertx-hazelcast's own default-cluster.xml. */
  private static void addStructures(Config config) {
    config.addMultiMapConfig(
        new MultiMapConfig("__vertx.subs")
            .setBackupCount(1)
            .setValueCollectionType(MultiMapConfig.ValueCollectionType.SET));
    config.addMapConfig(new MapConfig("__vertx.haInfo").setBackupCount(1));
    config.addMapConfig(new MapConfig("__vertx.nodeInfo").setBackupCount(1));
  }

  /** A member endpoint alone: with the simple network configuration clients may connect too. */
  private void addNetwork(AdvancedNetworkConfig network, List<String> members) {
    ServerSocketEndpointConfig endpoint = new ServerSocketEndpointConfig();
    endpoint.setPort(port).setPortAutoIncrement(true).setPortCount(PORTS).setReuseAddress(true);
    endpoint.getInterfaces().setEnabled(true).addInterface(bind.text());
    network.setEnabled(true).setMemberEndpointConfig(endpoint);
    JoinConfig join = network.getJoin();
    join.getMulticastConfig().setEnabled(false);
    join.getAutoDetectionConfig().setEnabled(false);
    join.getTcpIpConfig().setEnabled(true).setConnectionTimeoutSeconds(CONNECT_SECONDS);
    join.getTcpIpConfig().setMembers(members);
  }

  /** Members are not authenticated, so what they may make this JVM instantiate is bounded. */
  private static JavaSerializationFilterConfig filter() {
    JavaSerializationFilterConfig filter = new JavaSerializationFilterConfig();
    filter.setDefaultsDisabled(true);
    filter.getWhitelist().addPrefixes("java.lang.", "java.util.", "java.time.", "[");
    filter.getWhitelist().addPrefixes("com.hazelcast.", "io.vertx.spi.cluster.hazelcast.");
    return filter;
  }
}
