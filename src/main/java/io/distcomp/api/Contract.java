package io.distcomp.api;

import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import io.vertx.json.schema.common.dsl.SchemaType;
import io.vertx.openapi.contract.OpenAPIContract;
import io.vertx.openapi.contract.Operation;
import io.vertx.openapi.contract.Parameter;
import io.vertx.openapi.validation.RequestValidator;
import io.vertx.openapi.validation.ValidatorErrorType;
import io.vertx.openapi.validation.ValidatorException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * What {@code openapi.yaml} allows, checked for each request but the streamed ones, behind our own
 * checks with their better words. The file is read at the first request: that takes half a second,
 * which a start should not wait for. For the web verticle's loop only.
 */
final class Contract {

  private static final String FILE = "webroot/openapi.yaml";

  private final Vertx vertx;
  private @Nullable Future<Rules> rules;

  /** A validator, and operations by method and path as the router writes them. */
  private record Rules(
      RequestValidator validator, Map<String, Known> operations, ContractWords words) {}

  /** An operation, its path in the file, and its parameters that are strings. */
  private record Known(String id, String path, Set<String> texts) {

    static Known of(Operation operation) {
      return new Known(
          operation.getOperationId(),
          operation.getOpenAPIPath(),
          operation.getParameters().stream()
              .filter(parameter -> parameter.getSchemaType() == SchemaType.STRING)
              .map(Parameter::getName)
              .collect(Collectors.toUnmodifiableSet()));
    }
  }

  Contract(Vertx vertx) {
    this.vertx = vertx;
  }

  /**
   * Completes when the request is as the contract says; fails with an {@link ApiException}. A call
   * that the contract does not have, such as a health check, is not looked at.
   */
  Future<Void> check(Endpoint endpoint, RoutingContext context, JsonObject body) {
    if (!endpoint.path().startsWith(Endpoint.BASE) || endpoint.body() == Endpoint.Body.STREAM) {
      return Future.succeededFuture();
    }
    return rules().compose(rules -> check(rules, endpoint, context, body));
  }

  private static Future<Void> check(
      Rules rules, Endpoint endpoint, RoutingContext context, JsonObject body) {
    Known operation =
        Objects.requireNonNull(
            rules.operations.get(call(endpoint.method(), endpoint.path())),
            () -> FILE + " has no " + endpoint.method() + " " + endpoint.path());
    boolean hasBody = endpoint.body() == Endpoint.Body.JSON && JsonBody.hasBody(context.request());
    JsonObject sent = hasBody ? body : null;
    Map<String, String> named = context.pathParams();
    MultiMap asked = context.queryParams();
    String method = endpoint.method().name().toLowerCase(Locale.ROOT);
    return rules
        .validator
        .validate(ContractRequest.of(named, asked, operation.texts(), sent), operation.id())
        .recover(
            e ->
                Future.failedFuture(
                    e instanceof ValidatorException refused
                        ? rules
                            .words
                            .fault(operation.path(), method, named, asked, sent)
                            .orElseGet(() -> refusal(refused))
                        : e))
        .mapEmpty();
  }

  /** In the validator's words, where we have none of our own. */
  private static ApiException refusal(ValidatorException refused) {
    String message = String.valueOf(refused.getMessage());
    boolean inBody = refused.type() == ValidatorErrorType.INVALID_VALUE && message.contains("body");
    return inBody
        ? ApiException.of(422, "E_FIELD", message, null)
        : ApiException.of(400, "E_QUERY", message, null);
  }

  // --- the file

  /** Read once; a failure to read it is tried again by the next request. */
  private Future<Rules> rules() {
    Future<Rules> present = rules;
    if (present == null || present.failed()) {
      present = load(vertx);
      rules = present;
    }
    return present;
  }

  private static Future<Rules> load(Vertx vertx) {
    Callable<JsonObject> read = () -> withoutOtherMedia(parse());
    return vertx
        .executeBlocking(read, false)
        .compose(
            json ->
                OpenAPIContract.from(vertx, json.copy())
                    .map(contract -> rules(vertx, contract, new ContractWords(json))));
  }

  private static Rules rules(Vertx vertx, OpenAPIContract contract, ContractWords words) {
    return new Rules(
        RequestValidator.create(vertx, contract),
        contract.operations().stream()
            .collect(
                Collectors.toMap(
                    o -> call(o.getHttpMethod(), Endpoint.BASE + routed(o.getOpenAPIPath())),
                    Known::of)),
        words);
  }

  /** The router writes {@code :id} for what the file writes as {@code {id}}. */
  static String routed(String path) {
    return path.replaceAll("\\{([a-z]+)}", ":$1");
  }

  private static String call(HttpMethod method, String path) {
    return method + " " + path;
  }

  /** Each call: method and path as the router writes it, without the base. */
  static Set<String> calls(List<Endpoint> endpoints) {
    return endpoints.stream()
        .filter(e -> e.path().startsWith(Endpoint.BASE))
        .map(e -> call(e.method(), e.path().substring(Endpoint.BASE.length())))
        .collect(Collectors.toUnmodifiableSet());
  }

  static JsonObject parse() throws IOException {
    try (InputStream in = Contract.class.getClassLoader().getResourceAsStream(FILE)) {
      String text =
          Buffer.buffer(Objects.requireNonNull(in, FILE).readAllBytes())
              .toString(StandardCharsets.UTF_8);
      Map<String, Object> map = new Yaml(new SafeConstructor(new LoaderOptions())).load(text);
      return new JsonObject(map);
    }
  }

  /** The validator knows JSON and refuses a whole contract that has more; streams are not its. */
  private static JsonObject withoutOtherMedia(JsonObject contract) {
    contract.getJsonObject("paths").forEach(path -> eachOperation((JsonObject) path.getValue()));
    contract
        .getJsonObject("components")
        .getJsonObject("responses")
        .forEach(response -> keepJson((JsonObject) response.getValue()));
    return contract;
  }

  private static void eachOperation(JsonObject path) {
    for (String method : path.fieldNames()) {
      if (path.getValue(method) instanceof JsonObject operation) {
        keepJson(operation.getJsonObject("requestBody"));
        operation
            .getJsonObject("responses", new JsonObject())
            .forEach(response -> keepJson((JsonObject) response.getValue()));
      }
    }
  }

  private static void keepJson(@Nullable JsonObject message) {
    JsonObject content = message == null ? null : message.getJsonObject("content");
    if (message == null || content == null) {
      return;
    }
    content.getMap().keySet().removeIf(type -> !type.equals("application/json"));
    if (content.isEmpty()) {
      message.remove("content");
    }
  }
}
