package io.distcomp.queue;

import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An event as a node takes it to tell it. Immutable; made by {@link Happenings}.
 *
 * @param id no other event has it; the same in each try
 * @param kind {@code job_finished}, {@code job_failing}, {@code node_lost}, {@code queue_stalled}
 * @param about a job, an incarnation, or since when in ms
 * @param tries this one counted; 0 when it is given up
 * @param done by which way it was told in an earlier try; {@link #NONE} for none
 */
public record Happening(String id, String kind, String about, Instant at, int tries, String done) {

  public static final String NONE = "-";

  private static final Pattern FORM =
      Pattern.compile("(\\S+-(\\d{1,15})) ([a-z_]+) (\\S+) (\\d{1,4}) (\\S+)");

  static Optional<Happening> parse(String text) {
    Matcher m = FORM.matcher(text);
    return m.matches()
        ? Optional.of(
            new Happening(
                m.group(1),
                m.group(3),
                m.group(4),
                Instant.ofEpochMilli(Long.parseLong(m.group(2))),
                Integer.parseInt(m.group(5)),
                m.group(6)))
        : Optional.empty();
  }

  Happening withDone(String way) {
    return new Happening(id, kind, about, at, tries, way);
  }

  /** As Redis has it. */
  String text() {
    return String.join(" ", id, kind, about, Integer.toString(tries), done);
  }
}
