package io.distcomp.archfixture.bus;

import io.vertx.core.json.JsonObject;

/** Breaks the rule that only codecs know JSON on the bus. Only read by a test. */
public final class Untyped {
  JsonObject message = new JsonObject();
}
