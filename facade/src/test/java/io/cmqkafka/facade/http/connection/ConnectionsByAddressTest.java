package io.cmqkafka.facade.http.connection;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;

class ConnectionsByAddressTest {

  @Test
  void eachAddressHasItsOwnCount() {
    ConnectionsByAddress connections = new ConnectionsByAddress(2);
    assertThat(connections.enter(from("192.0.2.1", 1))).isTrue();
    assertThat(connections.enter(from("192.0.2.1", 2))).isTrue();
    assertThat(connections.enter(from("192.0.2.1", 3))).isFalse();
    assertThat(connections.enter(from("192.0.2.2", 4))).isTrue();
    connections.leave(from("192.0.2.1", 3));
    assertThat(connections.enter(from("192.0.2.1", 5))).isFalse();
    connections.leave(from("192.0.2.1", 5));
    connections.leave(from("192.0.2.1", 1));
    assertThat(connections.enter(from("192.0.2.1", 6))).isTrue();
  }

  @Test
  void anIpv6ClientIsItsNetwork() {
    ConnectionsByAddress connections = new ConnectionsByAddress(1);
    assertThat(connections.enter(from("2001:db8:0:1::1", 1))).isTrue();
    assertThat(connections.enter(from("2001:db8:0:1:ffff::2", 2))).isFalse();
    assertThat(connections.enter(from("2001:db8:0:2::1", 3))).isTrue();
  }

  @Test
  void thisMachineIsKnownForWhatItIs() {
    assertThat(from("::1", 1).address().isLoopbackAddress()).isTrue();
    assertThat(from("127.0.0.1", 1).address().isLoopbackAddress()).isTrue();
  }

  @Test
  void nothingIsKeptOfThoseThatHaveGone() {
    ConnectionsByAddress connections = new ConnectionsByAddress(1);
    for (int i = 0; i < 1_000; i++) {
      ClientAddress client = from("10.0." + i / 256 + "." + i % 256, 1);
      connections.enter(client);
      connections.enter(client);
      connections.leave(client);
      connections.leave(client);
    }
    assertThat(connections.size()).isZero();
  }

  @Test
  void withoutALimitNothingIsCounted() {
    ConnectionsByAddress connections = new ConnectionsByAddress(0);
    assertThat(connections.enter(from("192.0.2.1", 1))).isTrue();
    assertThat(connections.size()).isZero();
    connections.leave(from("192.0.2.1", 1));
  }

  private static ClientAddress from(String address, int port) {
    return ClientAddress.of(new InetSocketAddress(address, port));
  }
}
