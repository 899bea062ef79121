package io.distcomp.chaos;

/**
 * What a {@link RespProxy} has passed on and what not, since its start. Immutable.
 *
 * @param connections accepted
 * @param open of them now
 * @param requests passed on to Redis
 * @param replies passed on to clients
 * @param pushes of subscriptions, passed on
 * @param lostRequests kept from Redis by an {@link Aim}
 * @param lostReplies kept from clients by an {@link Aim}
 * @param resets connections that were reset
 * @param unreadable connections that were cut because they did not speak RESP
 */
record Traffic(
    long connections,
    long open,
    long requests,
    long replies,
    long pushes,
    long lostRequests,
    long lostReplies,
    long resets,
    long unreadable) {}
