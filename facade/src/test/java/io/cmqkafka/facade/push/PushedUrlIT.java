package io.cmqkafka.facade.push;

import static org.assertj.core.api.Assertions.assertThat;

import io.cmqkafka.PushResult;
import io.cmqkafka.topic.NotifyContentFormat;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an endpoint sees of its URL, byte for byte; every host leads to the test's endpoint. */
class PushedUrlIT {
  private static final HttpPusher PUSHER =
      new HttpPusher(
          new PushTargets(List.of("*"), List.of()),
          new PushLimits(60_000, 40),
          new SimpleMeterRegistry(),
          host -> new InetAddress[] {InetAddress.getLoopbackAddress()},
          new SslContextFactory.Client());

  private RawEndpoint endpoint;

  @BeforeEach
  void open() throws IOException {
    endpoint = new RawEndpoint(RawEndpoint.status(200));
  }

  @AfterEach
  void close() throws IOException {
    endpoint.close();
  }

  @AfterAll
  static void stop() throws Exception {
    PUSHER.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          http://h:PORT                  | /                              | h:PORT
          http://h:PORT/                 | /                              | h:PORT
          HTTP://h:PORT/                 | /                              | h:PORT
          http://h:PORT?a=b              | /?a=b                          | h:PORT
          http://h:PORT/?                | /?                             | h:PORT
          http://h:PORT?                 | /?                             | h:PORT
          http://h:PORT/中文              | /%E4%B8%AD%E6%96%87            | h:PORT
          http://h:PORT/é/😀?k=值&ü=%C3  | /%C3%A9/%F0%9F%98%80?k=%E5%80%BC&%C3%BC=%C3 | h:PORT
          http://h:PORT/e\u0301          | /e%CC%81                       | h:PORT
          http://h:PORT/中%E6%96%87%2f   | /%E4%B8%AD%E6%96%87%2f         | h:PORT
          http://h:PORT/\u200b\u202e     | /%E2%80%8B%E2%80%AE            | h:PORT
          http://h:PORT/%20%0D%0A?x=%00  | /%20%0D%0A?x=%00               | h:PORT
          http://h:PORT/a+b?c+d=e%2B     | /a+b?c+d=e%2B                  | h:PORT
          http://h:PORT/?a=1&&b=&=c&a=2& | /?a=1&&b=&=c&a=2&              | h:PORT
          http://h:PORT/?a[]=1&b=?/:@!$  | /?a[]=1&b=?/:@!$               | h:PORT
          http://h:PORT/?q=%ff%FE        | /?q=%ff%FE                     | h:PORT
          http://h:PORT/;a=b/c;d         | /;a=b/c;d                      | h:PORT
          http://h:PORT//x//y/           | //x//y/                        | h:PORT
          http://h:PORT//other/x?y       | //other/x?y                    | h:PORT
          http://h:PORT/a/../b/./c/..    | /a/../b/./c/..                 | h:PORT
          http://h:PORT/%2e%2e/%2E       | /%2e%2e/%2E                    | h:PORT
          http://h:PORT/http://x/        | /http://x/                     | h:PORT
          http://h:PORT/*                | /*                             | h:PORT
          http://h:PORT/Ab?C=d           | /Ab?C=d                        | h:PORT
          http://H.Example.COM:PORT/     | /                              | H.Example.COM:PORT
          http://h.example.:PORT/        | /                              | h.example.:PORT
          http://xn--fiqs8s.com:PORT/    | /                              | xn--fiqs8s.com:PORT
          http://1.2.3.4:PORT/           | /                              | 1.2.3.4:PORT
          http://2130706433:PORT/        | /                              | 2130706433:PORT
          http://[::1]:PORT/             | /                              | [::1]:PORT
          http://[::FFFF:1.2.3.4]:PORT/  | /                              | [::FFFF:1.2.3.4]:PORT
          http://h:0PORT/                | /                              | h:PORT
          """)
  void theEndpointSeesWhatWasWritten(String url, String target, String host) {
    String head = headOfAPushTo(url);
    assertThat(head).startsWith("POST " + target + " HTTP/1.1\r\n");
    assertThat(head).contains("\r\nHost: " + ofThisTest(host) + "\r\n");
  }

  @Test
  void theLongestUrlThatCanBeSubscribedIsSentWhole() {
    String path = "😀".repeat(470);
    assertThat(headOfAPushTo("http://h:PORT/" + path))
        .startsWith("POST /" + "%F0%9F%98%80".repeat(470) + " HTTP/1.1\r\n");
  }

  private String headOfAPushTo(String url) {
    assertThat(
            PUSHER.push(
                Pushed.to(ofThisTest(url), NotifyContentFormat.JSON), Pushed.publication("hello")))
        .succeedsWithin(30, TimeUnit.SECONDS)
        .isEqualTo(PushResult.TAKEN);
    return endpoint.received.get(0).head();
  }

  private String ofThisTest(String text) {
    return text.replace("PORT", Integer.toString(endpoint.port()));
  }
}
