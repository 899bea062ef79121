package io.distcomp.bus;

import io.distcomp.bus.OutputMessages.OutputChunk;
import io.distcomp.bus.OutputMessages.OutputRequest;

/**
 * The catalogue of everything that travels between verticles and nodes.
 *
 * <table>
 *   <caption>Channels</caption>
 *   <tr><th>channel</th><th>scope</th><th>from, to</th></tr>
 *   <tr><td>DEMAND</td><td>node</td><td>executor, fetcher</td></tr>
 *   <tr><td>CLAIMED</td><td>node</td><td>fetcher, executor</td></tr>
 *   <tr><td>FINISHED</td><td>node</td><td>executor, reporter</td></tr>
 *   <tr><td>REVOKED</td><td>node</td><td>heartbeat, executor</td></tr>
 *   <tr><td>DRAIN</td><td>node</td><td>heartbeat, fetcher</td></tr>
 *   <tr><td>LEASE</td><td>node</td><td>fetcher, heartbeat</td></tr>
 *   <tr><td>HURRY</td><td>node</td><td>node, executor</td></tr>
 *   <tr><td>EVENTS</td><td>cluster</td><td>reporter, heartbeat, api to api</td></tr>
 *   <tr><td>OUTPUT</td><td>question</td><td>api to executor</td></tr>
 * </table>
 */
public final class Channels {
  private Channels() {}

  public static final Channel.Local<LocalMessage.CapacityFreed> DEMAND =
      new Channel.Local<>("distcomp.node.demand", LocalMessage.CapacityFreed.class);

  public static final Channel.Local<LocalMessage.TasksClaimed> CLAIMED =
      new Channel.Local<>("distcomp.node.claimed", LocalMessage.TasksClaimed.class);

  public static final Channel.Local<LocalMessage.AttemptFinished> FINISHED =
      new Channel.Local<>("distcomp.node.finished", LocalMessage.AttemptFinished.class);

  public static final Channel.Local<LocalMessage.TasksRevoked> REVOKED =
      new Channel.Local<>("distcomp.node.revoked", LocalMessage.TasksRevoked.class);

  public static final Channel.Local<LocalMessage.DrainAsked> DRAIN =
      new Channel.Local<>("distcomp.node.drain", LocalMessage.DrainAsked.class);

  public static final Channel.Local<LocalMessage.LeaseInDoubt> LEASE =
      new Channel.Local<>("distcomp.node.lease", LocalMessage.LeaseInDoubt.class);

  public static final Channel.Local<LocalMessage.StopHurried> HURRY =
      new Channel.Local<>("distcomp.node.hurry", LocalMessage.StopHurried.class);

  public static final Channel.Cluster<ClusterEvent> EVENTS =
      new Channel.Cluster<>("distcomp.hints", EventJson::encode, EventJson::decode);

  public static final Channel.Request<OutputRequest, OutputChunk> OUTPUT =
      new Channel.Request<>(
          "distcomp.output",
          OutputJson::encodeRequest,
          OutputJson::decodeRequest,
          OutputJson::encodeChunk,
          OutputJson::decodeChunk);
}
