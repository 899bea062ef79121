package io.distcomp.api;

import io.vertx.core.MultiMap;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonObject;
import io.vertx.openapi.validation.RequestParameter;
import io.vertx.openapi.validation.ValidatableRequest;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One request as the contract's validator wants to see it. Immutable; made by {@link Contract}. */
record ContractRequest(
    Map<String, RequestParameter> path, Map<String, RequestParameter> query, RequestParameter body)
    implements ValidatableRequest {

  private record Value(@Nullable Object get) implements RequestParameter {}

  private static final RequestParameter NOTHING = new Value(null);

  /**
   * {@code texts} are the parameters that the contract knows as strings: the validator would take
   * one that looks like a number for one. {@code body} is null where none was sent.
   */
  static ContractRequest of(
      Map<String, String> path, MultiMap query, Set<String> texts, @Nullable JsonObject body) {
    Map<String, RequestParameter> named = new HashMap<>();
    path.forEach((name, value) -> named.put(name, value(name, value, texts)));
    Map<String, RequestParameter> asked = new HashMap<>();
    query.forEach((name, value) -> asked.put(name, value(name, value, texts)));
    return new ContractRequest(named, asked, body == null ? NOTHING : new Value(body.toBuffer()));
  }

  private static Value value(String name, String value, Set<String> texts) {
    return new Value(texts.contains(name) ? Json.encode(value) : value);
  }

  @Override
  public Map<String, RequestParameter> getHeaders() {
    return Map.of();
  }

  @Override
  public Map<String, RequestParameter> getCookies() {
    return Map.of();
  }

  @Override
  public Map<String, RequestParameter> getPathParameters() {
    return path;
  }

  @Override
  public Map<String, RequestParameter> getQuery() {
    return query;
  }

  @Override
  public RequestParameter getBody() {
    return body;
  }

  @Override
  public @Nullable String getContentType() {
    return body == NOTHING ? null : Answers.JSON;
  }
}
