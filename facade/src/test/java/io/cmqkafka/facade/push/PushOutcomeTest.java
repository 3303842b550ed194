package io.cmqkafka.facade.push;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.EOFException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PushOutcomeTest {

  @ParameterizedTest
  @CsvSource({
    "200,ok",
    "204,ok",
    "299,ok",
    "101,1xx",
    "302,3xx",
    "404,4xx",
    "599,5xx",
    "600,failed"
  })
  void aStatusCountsByItsClass(int status, String tag) {
    assertThat(PushOutcome.ofStatus(status).tag()).isEqualTo(tag);
  }

  @Test
  void failuresAreToldApart() {
    assertThat(tag(new TimeoutException())).isEqualTo("timeout");
    assertThat(tag(new SocketTimeoutException())).isEqualTo("timeout");
    assertThat(tag(new ConnectException())).isEqualTo("refused");
    assertThat(tag(new UnknownHostException())).isEqualTo("unresolved");
    assertThat(tag(new DeniedTargetException("x"))).isEqualTo("denied");
    assertThat(tag(new IllegalArgumentException()))
        .as("Jetty's for a connection that breaks; a URL is judged before")
        .isEqualTo("failed");
    assertThat(tag(new RejectedExecutionException())).isEqualTo("overloaded");
    assertThat(tag(new EOFException())).isEqualTo("failed");
  }

  @Test
  void aDetailIsOneShortLine_withoutWhatTheEndpointMayHaveSaid() {
    assertThat(PushEnd.of(new ConnectException("a\r\nb" + "x".repeat(1_000))).detail())
        .startsWith("a??b")
        .hasSize(300);
    assertThat(PushEnd.of(new EOFException("HTTP/1.1 secret")).detail()).isEqualTo("EOFException");
    assertThat(PushEnd.of(new TimeoutException()).detail()).isEqualTo("TimeoutException");
  }

  private static String tag(Throwable failure) {
    return PushOutcome.of(failure).tag();
  }
}
