package io.distcomp.taskfile;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.json.JsonReadFeature;

/** How JSON is read here, and its bounds. Private to the readers of this package. */
final class Json {
  static final int MAX_DEPTH = 64;

  /** In characters; far above the longest command, whose length has its own message. */
  static final int MAX_TEXT = 2 << 20;

  /**
   * Field names are not kept: the names of environment variables would fill the memory of a long
   * submission. NaN is read so that it is a mistake with a place and not an end of everything.
   */
  static final JsonFactory FACTORY =
      new JsonFactoryBuilder()
          .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(MAX_DEPTH)
                  .maxStringLength(MAX_TEXT)
                  .maxNameLength(1000)
                  .maxNumberLength(1000)
                  .build())
          .build();

  private Json() {}
}
