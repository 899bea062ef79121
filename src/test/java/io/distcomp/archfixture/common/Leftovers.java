package io.distcomp.archfixture.common;

/** Breaks the list of the packages: no such package is listed. Only read by a test. */
public final class Leftovers {}
