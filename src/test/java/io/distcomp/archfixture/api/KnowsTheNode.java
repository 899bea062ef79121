package io.distcomp.archfixture.api;

import io.distcomp.archfixture.node.ConfiguredVerticle;

/** Breaks the order of the packages: the API knows the node. Only read by a test. */
public final class KnowsTheNode {
  ConfiguredVerticle verticle = new ConfiguredVerticle();
}
