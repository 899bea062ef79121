package io.distcomp.cli;

import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Reads a list of the API page by page. Used by the verbs that list. */
final class Pages {

  private static final int LARGEST = 1000;

  private Pages() {}

  /**
   * At most {@code limit} rows.
   *
   * @param field that holds the rows
   * @param query makes the filter anew for each page
   */
  static Rows read(NodeClient node, String path, String field, Supplier<Query> query, int limit) {
    List<JsonObject> rows = new ArrayList<>();
    String cursor = null;
    do {
      int size = Math.min(LARGEST, limit - rows.size());
      JsonObject page = node.get(query.get().with("limit", size).with("cursor", cursor).of(path));
      rows.addAll(Json.objects(page, field));
      cursor = page.getString("next_cursor");
    } while (cursor != null && rows.size() < limit);
    return new Rows(field, List.copyOf(rows), cursor);
  }

  /**
   * Every row in turn; one page is in memory at a time.
   *
   * @param each says whether it wants more
   */
  static void each(
      NodeClient node,
      String path,
      String field,
      Supplier<Query> query,
      Predicate<JsonObject> each) {
    String cursor = null;
    do {
      JsonObject page =
          node.get(query.get().with("limit", LARGEST).with("cursor", cursor).of(path));
      if (!Json.objects(page, field).stream().allMatch(each)) {
        return;
      }
      cursor = page.getString("next_cursor");
    } while (cursor != null);
  }

  /** Rows, and where more begin. */
  record Rows(String field, List<JsonObject> rows, @Nullable String nextCursor) {

    /** As the API would answer if it had no largest page. */
    JsonObject json() {
      return new JsonObject().put(field, rows).put("next_cursor", nextCursor);
    }
  }
}
