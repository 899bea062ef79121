package io.distcomp.api;

import java.util.List;
import java.util.Set;

/** The calls about nodes and the queue as a whole. Used by the web verticle's start. */
record NodeRoutes(Operations operations) {

  List<Endpoint> endpoints() {
    return List.of(
        Endpoint.get("/nodes", Set.of(), call -> operations.nodes()),
        Endpoint.get("/status", Set.of(), call -> operations.status()),
        Endpoint.post("/nodes/:name/drain", call -> operations.drain(call.name(), true)),
        Endpoint.post("/nodes/:name/undrain", call -> operations.drain(call.name(), false)));
  }
}
