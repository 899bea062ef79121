package io.distcomp.archfixture.process;

import io.vertx.core.Future;

/** Breaks the homes of the libraries: processes know Vert.x. Only read by a test. */
public final class KnowsVertx {
  Future<String> answer = Future.succeededFuture("");
}
