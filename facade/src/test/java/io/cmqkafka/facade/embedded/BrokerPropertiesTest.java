package io.cmqkafka.facade.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Properties;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BrokerPropertiesTest {
  private static final long MB = 1 << 20;

  @ParameterizedTest
  @CsvSource({"64, 8, 8", "256, 16, 16", "512, 32, 32", "1024, 64, 32", "8192, 64, 32"})
  void requestsThatWaitTakeASixteenthOfTheHeap(long heap, long queued, long largest) {
    InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 1);
    Properties properties = BrokerProperties.of(Path.of("logs"), address, address, heap * MB);
    assertThat(properties)
        .containsEntry("queued.max.request.bytes", Long.toString(queued * MB))
        .containsEntry("socket.request.max.bytes", Long.toString(largest * MB));
  }
}
