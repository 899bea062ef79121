package io.distcomp.chaos;

/** Injects faults by a seeded schedule while a workload runs. Made by a test; one thread. */
final class Nemesis {}
