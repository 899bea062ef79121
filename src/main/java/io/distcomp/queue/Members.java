package io.distcomp.queue;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;

/**
 * The list of the nodes' member addresses, kept where every node of the queue can read it. For
 * {@code cluster} alone; a failed future means that the list cannot be reached now.
 */
public interface Members {

  /**
   * One registered address.
   *
   * @param host the machine that registered it: a loopback address means something only there
   * @param address {@code host:port}, as other nodes dial it
   */
  record Member(String host, String address) {}

  /** The machine in whose name {@link #register} registers. */
  String host();

  /** The name of this queue's cluster: the same for all its nodes, hard to guess, lasting. */
  Future<String> cluster();

  /** Who is registered and has not expired, in a stable order. */
  Future<List<Member>> live();

  /** Adds or refreshes an address of this machine. It expires by itself after the given time. */
  Future<Void> register(String address, Duration lasting);

  Future<Void> unregister(String address);

  /**
   * Takes the lock that makes register and join one step. True when it is ours; it ends by itself
   * after the given time.
   *
   * @param token what {@link #unlock} gives back; not used twice
   */
  Future<Boolean> tryLock(String token, Duration lasting);

  /** Gives the lock back when the token still holds it; otherwise does nothing. */
  Future<Void> unlock(String token);
}
