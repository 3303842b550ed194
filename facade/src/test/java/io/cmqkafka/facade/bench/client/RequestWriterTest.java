package io.cmqkafka.facade.bench.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The signatures were produced by the SDKs the strings came from. */
class RequestWriterTest {
  private static final ClientCredentials CREDENTIALS =
      new ClientCredentials("AKIDtest", "secretkey0123456789");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          HmacSHA1 | http://127.0.0.1:18999 | Action=SendMessage&Nonce=2441920720463246100&RequestClient=SDK_Python_1.3&SecretId=AKIDtest&SignatureMethod=HmacSHA1&Timestamp=1795353443&delaySeconds=0&msgBody=a b+c&=%@&queueName=q1 | PmLUSS8rD04marYSqbfHb6od5nM=
          HmacSHA1 | http://127.0.0.1:18999 | Action=SendMessage&Nonce=8139250131856240688&RequestClient=SDK_Python_1.3&SecretId=AKIDtest&SignatureMethod=HmacSHA1&Timestamp=1795353443&delaySeconds=0&msgBody=中文&queueName=q1 | fLaZpA3GSmWubMgc6iaEtWa02VY=
          HmacSHA1 | http://127.0.0.1:18999/v2/index.php | Action=ReceiveMessage&Nonce=7801424099053718896&RequestClient=SDK_Python_1.3&SecretId=AKIDtest&SignatureMethod=HmacSHA1&Timestamp=1795353443&UserpollingWaitSeconds=3&pollingWaitSeconds=3&queueName=q1 | On6e22+9AU/lzgeOZFdmUqi107Y=
          HmacSHA256 | http://127.0.0.1:18994 | Action=SendMessage&Nonce=832477244039307683&RequestClient=SDK_Python_1.3&SecretId=AKIDtest&SignatureMethod=HmacSHA256&Timestamp=1795354422&delaySeconds=0&msgBody=hello&queueName=q1 | zDa0J8LDiBRoNQGZQ36CYw0i8VCV0U46UWpDBxfBLVU=
          HmacSHA256 | http://127.0.0.1:18994 | Action=SendMessage&Nonce=1959732335&RequestClient=SDK_GO_1.2.0&SecretId=AKIDtest&SignatureMethod=HmacSHA256&Timestamp=1795354423&Token=tok&clientRequestId=807424811&delaySeconds=0&msgBody=hello&queueName=q1 | YZVweQpCw+LbZqQ5fFCicNG4YAXUh3+QJWiB5mFithA=
          """)
  void signsAsTheSdksDo(SignatureMethod method, String url, String params, String signature) {
    RequestWriter writer = new RequestWriter(Endpoint.of(url), CREDENTIALS, method);
    Map<String, String> map = parse(params);

    byte[] request = writer.write(map.get("Action"), map);

    assertThat(form(request)).isEqualTo(withSignature(map, signature));
  }

  @Test
  void signsUnderscoresInNamesAsDots() {
    // From the general signing page of the API, with names that have none.
    String toSign =
        "GETcvm.api.qcloud.com/v2/index.php?Action=DescribeInstances&Nonce=11886&Region=gz"
            + "&SecretId=AKIDz8krbsJ5yKBZQpn74WFkmLPx3gnPhESA&Timestamp=1465185768"
            + "&instanceIds.0=ins-09dx96dg&limit=20&offset=0";
    byte[] signed =
        SignatureMethod.HmacSHA1.mac("Gu5t9xGARNpq86cd98joQYCN3Cozk1qA")
            .doFinal(toSign.getBytes(StandardCharsets.US_ASCII));
    assertThat(Base64.getEncoder().encodeToString(signed))
        .isEqualTo("NSI3UqqD99b/UJb4tbG/xZpRW64=");

    Map<String, String> common =
        Map.of("Nonce", "1", "Timestamp", "2", "SignatureMethod", "HmacSHA1");
    Map<String, String> underscored = new LinkedHashMap<>(common);
    underscored.put("some_name", "a_b");
    Map<String, String> dotted = new LinkedHashMap<>(common);
    dotted.put("some.name", "a_b");
    RequestWriter writer = writer();
    String signature = form(writer.write("A", underscored)).get("Signature");
    assertThat(form(writer.write("A", dotted))).containsEntry("Signature", signature);
  }

  @Test
  void aGivenSignatureIsSentAsItIs() {
    assertThat(form(writer().write("A", Map.of("Signature", "wrong+/="))))
        .containsEntry("Signature", "wrong+/=");
  }

  @Test
  void theHeadTellsHostPathAndLength() {
    String request = text(writer().write("A", Map.of()));
    String body = request.substring(request.indexOf("\r\n\r\n") + 4);
    assertThat(request)
        .startsWith("POST /v2/index.php HTTP/1.1\r\nHost: cmq.example\r\n")
        .contains("\r\nContent-Length: " + body.length() + "\r\n\r\n");
  }

  @Test
  void valuesAreEncoded() {
    Map<String, String> params =
        Map.of("msgBody.10", "a b+c&=%@~* 中文 😀 ö\r\n", "queueName", "q-1_");
    assertThat(form(writer().write("A", params))).containsAllEntriesOf(params);
  }

  private static RequestWriter writer() {
    return new RequestWriter(
        Endpoint.of("http://cmq.example/"), CREDENTIALS, SignatureMethod.HmacSHA1);
  }

  private static Map<String, String> parse(String params) {
    Map<String, String> map = new LinkedHashMap<>();
    for (String pair : params.split("&(?=[A-Za-z])")) {
      int equals = pair.indexOf('=');
      map.put(pair.substring(0, equals), pair.substring(equals + 1));
    }
    return map;
  }

  private static Map<String, String> withSignature(Map<String, String> map, String signature) {
    Map<String, String> all = new LinkedHashMap<>(map);
    all.put("Signature", signature);
    return all;
  }

  private static Map<String, String> form(byte[] whole) {
    String request = text(whole);
    Map<String, String> map = new LinkedHashMap<>();
    for (String pair : request.substring(request.indexOf("\r\n\r\n") + 4).split("&")) {
      int equals = pair.indexOf('=');
      map.put(
          pair.substring(0, equals),
          URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
    }
    return map;
  }

  private static String text(byte[] request) {
    return new String(request, StandardCharsets.US_ASCII);
  }
}
