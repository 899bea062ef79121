package io.distcomp.task;

/**
 * Sizes of a node at one moment.
 *
 * @param held tasks from the claim to the recorded outcome
 * @param capacity all that tasks may reserve
 * @param reserved what running tasks have reserved
 * @param memoryTasks resident memory of running tasks, bytes; {@link Long#MAX_VALUE} where the
 *     system does not tell
 * @param memoryAvailable bytes that this machine or its control group has left
 * @param memoryAccept free bytes below which no task is taken
 * @param memoryReturn free bytes below which a task goes back to the queue
 * @param unrecordedBytes output in memory that is neither recorded nor on the disk
 * @param spooled outcomes that wait on the disk
 * @param spooledBytes the size of their files
 */
public record NodeMeasures(
    int slots,
    int held,
    Resources capacity,
    Resources reserved,
    long memoryTasks,
    long memoryAvailable,
    long memoryAccept,
    long memoryReturn,
    long unrecordedBytes,
    long spooled,
    long spooledBytes) {}
