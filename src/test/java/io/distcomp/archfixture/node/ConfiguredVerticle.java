package io.distcomp.archfixture.node;

import io.vertx.core.AbstractVerticle;

/**
 * Breaks three rules of verticles: it is not final, loses failures and reads untyped configuration.
 * Only read by a test.
 */
public class ConfiguredVerticle extends AbstractVerticle {
  @Override
  public void start() {
    config().getString("name");
  }
}
