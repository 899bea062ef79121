package io.distcomp.node;

/** Text of others in a line of ours. Pure. */
final class Quoted {

  private static final int LONGEST = 200;

  private Quoted() {}

  static String line(String text) {
    String clean = text.replaceAll("\\p{Cntrl}", "?");
    return clean.length() > LONGEST ? clean.substring(0, LONGEST) + "..." : clean;
  }
}
