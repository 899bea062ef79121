package io.distcomp.archfixture.node;

/** Breaks the rule that a node logs. Only read by a test. */
public final class Prints {
  void greet() {
    System.out.println("hello");
  }
}
