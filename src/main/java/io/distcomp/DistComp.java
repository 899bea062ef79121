package io.distcomp;

/** The command line entry point. */
public final class DistComp {
  private DistComp() {}

  public static void main(String[] args) {
    System.out.println("distcomp");
  }
}
