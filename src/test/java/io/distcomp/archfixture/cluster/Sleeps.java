package io.distcomp.archfixture.cluster;

/** Breaks the rule against sleeping. Only read by a test. */
public final class Sleeps {
  void pause() throws InterruptedException {
    Thread.sleep(1);
  }
}
