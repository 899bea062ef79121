package io.distcomp.archfixture.node;

import io.vertx.ext.web.Router;

/** Breaks the homes of the libraries: routes outside the API. Only read by a test. */
public interface KnowsTheRouter {
  Router router();
}
