package io.distcomp.process;

/**
 * What all children of a {@link PosixSpawner} share. Made by it, used by its own classes.
 *
 * @param main waits for exits and short outputs
 * @param bulk reads long outputs and writes their files
 * @param usage room for what {@code wait4} tells; only for the main loop's thread
 * @param lowestPriority this process itself has the lowest priority, and so have its children
 */
record PosixHost(
    EpollLoop main,
    EpollLoop bulk,
    Keeper keeper,
    Roster roster,
    NativeBuffer usage,
    boolean lowestPriority) {}
