package io.distcomp.archfixture.node;

import com.sun.jna.Pointer;

/** Breaks the homes of the libraries: native calls outside process. Only read by a test. */
public final class KnowsJna {
  Pointer[] pointers = {};
}
