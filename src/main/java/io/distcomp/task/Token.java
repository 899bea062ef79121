package io.distcomp.task;

/**
 * The fence of one execution: an outcome commits if and only if its token equals the record's. The
 * generation grows with a user's retry or rerun, the attempt with each claim.
 */
public record Token(int generation, int attempt, Incarnation incarnation) {

  /**
   * Reads {@code generation.attempt.incarnation}.
   *
   * @throws IllegalArgumentException when the text has another form
   */
  public static Token parse(String text) {
    String[] parts = text.split("\\.", -1);
    if (parts.length != 3) {
      throw new IllegalArgumentException(
          "token '" + text + "' is not generation.attempt.incarnation");
    }
    return new Token(
        Integer.parseInt(parts[0]), Integer.parseInt(parts[1]), new Incarnation(parts[2]));
  }

  @Override
  public String toString() {
    return generation + "." + attempt + "." + incarnation;
  }
}
