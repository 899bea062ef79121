package io.distcomp.queue;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** An empty queue for each test; afterwards every index and counter is what the records say. */
abstract class RecountedFixture extends QueueFixture {

  @BeforeEach
  void empty() {
    REDIS.cli("FLUSHALL");
    node = register("node1", BIG);
  }

  @AfterEach
  void everythingIsCountedRight() {
    try (Recount recount = new Recount(REDIS.host(), REDIS.port(), "test")) {
      assertThat(recount.faults()).isEmpty();
    }
  }
}
