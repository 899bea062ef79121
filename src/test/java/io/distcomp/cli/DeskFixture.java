package io.distcomp.cli;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A user at a desk whose node answers what the test says. */
abstract class DeskFixture {

  @TempDir Path home;
  final FakeNode node = new FakeNode();
  Desk desk;

  @BeforeEach
  void sitDown() throws IOException {
    desk = new Desk(home).at(node);
  }

  @AfterEach
  void stop() {
    node.close();
  }
}
