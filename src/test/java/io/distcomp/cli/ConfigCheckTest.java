package io.distcomp.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** {@code config check}. */
class ConfigCheckTest extends DeskFixture {

  @Test
  void whatANodeWouldWarnOfIsOnStderrAndIsNoFault() {
    assertThat(desk.run("config", "check", "c.json")).isZero();
    assertThat(desk.out()).isEqualTo("node_name: n1 (default)\n");
    assertThat(desk.err())
        .startsWith("distcomp: warning: ")
        .endsWith("c.json:3:5: auto_sleep_sec is not needed here: new work wakes an idle node\n");
  }
}
