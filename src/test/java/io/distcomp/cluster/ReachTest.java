package io.distcomp.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.distcomp.queue.Members.Member;
import java.io.IOException;
import java.net.InetAddress;
import org.junit.jupiter.api.Test;

class ReachTest {

  private static final byte[] V6_LOOPBACK = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};

  @Test
  void fromLoopbackOnlyTheOwnMachineIsReached() throws IOException {
    Reach reach = new Reach(new BindAddress(InetAddress.getLoopbackAddress()), "here");

    assertThat(reach.includes(new Member("here", "127.0.0.1:5701"))).isTrue();
    assertThat(reach.includes(new Member("there", "127.0.0.1:5701"))).isFalse();
    assertThat(reach.includes(new Member("there", "192.0.2.7:5701"))).isFalse();
  }

  @Test
  void fromTheNetworkAllButLoopbackOfOtherMachinesIsReached() throws IOException {
    Reach reach = new Reach(new BindAddress(InetAddress.getByName("192.0.2.1")), "here");

    assertThat(reach.includes(new Member("there", "192.0.2.7:5701"))).isTrue();
    assertThat(reach.includes(new Member("there", "[::1]:5701"))).isFalse();
    assertThat(reach.includes(new Member("here", "127.0.0.1:5701"))).isTrue();
  }

  @Test
  void anIpv6AddressIsWrittenInBrackets() throws IOException {
    BindAddress bind = new BindAddress(InetAddress.getByAddress(V6_LOOPBACK));

    assertThat(BindAddress.hostOf(bind.withPort(5701))).isEqualTo(bind.text());
    assertThat(bind.withPort(5701)).startsWith("[").endsWith("]:5701");
  }
}
