package io.cmqkafka.facade.classic;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.cmqkafka.facade.auth.SigningKey;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SignatureTest {
  private static final String CVM_KEY = "Gu5t9xGARNpq86cd98joQYCN3Cozk1qA";
  private static final String SDK_KEY = "secretkey0123456789";

  /** Signatures that others computed. */
  @Nested
  class GoldenVectors {

    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        value = {
          "NSI3UqqD99b/UJb4tbG/xZpRW64=|Action=DescribeInstances&Nonce=11886&Region=gz&SecretId=AKIDz8krbsJ5yKBZQpn74WFkmLPx3gnPhESA&Timestamp=1465185768&instanceIds.0=ins-09dx96dg&limit=20&offset=0",
          "0EEm/HtGRr/VJXTAD9tYMth1Bzm3lLHz5RCDv1GdM8s=|Action=DescribeInstances&InstanceIds.0=ins-09dx96dg&Nonce=11886&Region=ap-guangzhou&SecretId=AKIDz8krbsJ5yKBZQpn74WFkmLPx3gnPhESA&SignatureMethod=HmacSHA256&Timestamp=1465185768"
        })
    void ofTheApiDocuments(String signature, String query) {
      SignedRequest request =
          new SignedRequest("GET", "cvm.api.qcloud.com", "/v2/index.php", form(query, signature));
      assertThat(matches(request, CVM_KEY)).isTrue();
      assertThat(matches(request, SDK_KEY)).isFalse();
    }

    /** The same string signed with SHA-1, as a client does that names an unknown method. */
    @Test
    void ofTheApiDocumentsWithSha1() {
      String signed =
          "Action=DescribeInstances&InstanceIds.0=ins-09dx96dg&Nonce=11886&Region=ap-guangzhou&SecretId=AKIDz8krbsJ5yKBZQpn74WFkmLPx3gnPhESA&SignatureMethod=HmacSHA256&Timestamp=1465185768";
      String text = "GETcvm.api.qcloud.com/v2/index.php?" + signed;
      byte[] mac = new SigningKey(CVM_KEY).mac(false).doFinal(text.getBytes(UTF_8));
      assertThat(java.util.Base64.getEncoder().encodeToString(mac))
          .isEqualTo("RVSD1I6ip2Zo56I2HdqRVrt+1TE=");
    }

    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        value = {
          "127.0.0.1:18999|/v2/index.php|PmLUSS8rD04marYSqbfHb6od5nM=|Action=SendMessage&Nonce=2441920720463246100&RequestClient=SDK_Python_1.3&SecretId=AKIDtest&SignatureMethod=HmacSHA1&Timestamp=1795353443&delaySeconds=0&msgBody=a+b%2Bc%26%3D%25%40&queueName=q1",
          "127.0.0.1:18999|/v2/index.php|fLaZpA3GSmWubMgc6iaEtWa02VY=|Action=SendMessage&Nonce=8139250131856240688&RequestClient=SDK_Python_1.3&SecretId=AKIDtest&SignatureMethod=HmacSHA1&Timestamp=1795353443&delaySeconds=0&msgBody=%E4%B8%AD%E6%96%87&queueName=q1",
          "127.0.0.1:18999|/v2/index.php|Qn2kQINCru8YVlfbl3q8OiETZio=|Action=SendMessage&Nonce=1965540363593875704&RequestClient=SDK_Python_1.3&SecretId=AKIDtest&SignatureMethod=HmacSHA1&Timestamp=1795353443&delaySeconds=0&msgBody=%40hello&queueName=q1",
          "127.0.0.1:18999|/v2/index.php|On6e22+9AU/lzgeOZFdmUqi107Y=|Action=ReceiveMessage&Nonce=7801424099053718896&RequestClient=SDK_Python_1.3&SecretId=AKIDtest&SignatureMethod=HmacSHA1&Timestamp=1795353443&UserpollingWaitSeconds=3&pollingWaitSeconds=3&queueName=q1",
          "127.0.0.1:18994|/v2/index.php|zDa0J8LDiBRoNQGZQ36CYw0i8VCV0U46UWpDBxfBLVU=|Action=SendMessage&Nonce=832477244039307683&RequestClient=SDK_Python_1.3&SecretId=AKIDtest&SignatureMethod=HmacSHA256&Timestamp=1795354422&delaySeconds=0&msgBody=hello&queueName=q1",
          "127.0.0.1:18998|/|t0s37BojElbOX6KYc8wJpT2TN9g=|msgBody.1=2&queueName=q1&Action=BatchSendMessage&Nonce=3592039259&RequestClient=SDK_GO_1.2.0&SecretId=AKIDtest&SignatureMethod=HmacSHA1&Timestamp=1795353487&clientRequestId=2841228942&delaySeconds=0&msgBody.0=1",
          "127.0.0.1:18994|/v2/index.php|YZVweQpCw+LbZqQ5fFCicNG4YAXUh3+QJWiB5mFithA=|Action=SendMessage&Nonce=1959732335&RequestClient=SDK_GO_1.2.0&SecretId=AKIDtest&SignatureMethod=HmacSHA256&Timestamp=1795354423&Token=tok&clientRequestId=807424811&delaySeconds=0&msgBody=hello&queueName=q1"
        })
    void ofTheSdks(String host, String path, String signature, String body) {
      SignedRequest request = new SignedRequest("POST", host, path, form(body, signature));
      assertThat(matches(request, SDK_KEY)).isTrue();
      assertThat(matches(new SignedRequest("GET", host, path, request.form()), SDK_KEY)).isFalse();
      assertThat(matches(new SignedRequest("POST", "other", path, request.form()), SDK_KEY))
          .isFalse();
      assertThat(
              matches(
                  new SignedRequest("POST", host, path, form(body + "&extra=1", signature)),
                  SDK_KEY))
          .isFalse();
    }
  }

  @Nested
  class Quirks {
    private static final String HOST = "h:1";

    @Test
    void parametersAreSortedByTheBytesOfTheirOriginalNames() {
      assertAccepted(
          "POST",
          "/v2/index.php",
          "msgBody.2=b&msgBody.10=a&Action=X&a_b=u_v&a.b=w",
          "POSTh:1/v2/index.php?Action=X&a.b=w&a.b=u_v&msgBody.10=a&msgBody.2=b");
    }

    @Test
    void namesWithBlanksAreSignedAsTheyCame() {
      assertAccepted(
          "POST",
          "/v2/index.php",
          "offset+=0&Action=ListQueue",
          "POSTh:1/v2/index.php?Action=ListQueue&offset =0");
    }

    @Test
    void onPostValuesThatBeginWithAtMayBeLeftOut() {
      String left = "/v2/index.php?Action=X&b=1";
      assertAccepted("POST", "/v2/index.php", "a=%40x&Action=X&b=1", "POSTh:1" + left);
      assertRefused("GET", "/v2/index.php", "a=%40x&Action=X&b=1", "GETh:1" + left);
    }

    @ParameterizedTest
    @CsvSource({
      "//v2/index.php, h:1/v2/index.php",
      "/v2/index.php/v2/index.php, h:1/v2/index.php",
      "/, h:1/v2/index.php",
      "/v2/index.php, h:1/",
      "//v2/index.php, h:1//v2/index.php"
    })
    void thePathSignedMayBeAnotherThanTheOneReceived(String received, String signed) {
      assertAccepted("POST", received, "Action=X&a=1", "POST" + signed + "?Action=X&a=1");
    }

    @Test
    void theAtValuesMayBeLeftOutOnAnyPath() {
      assertAccepted("POST", "//v2/index.php", "Action=X&a=%401", "POSTh:1/v2/index.php?Action=X");
    }

    @Test
    void valuesMayBeSignedPercentEncoded() {
      assertAccepted(
          "POST", "/v2/index.php", "Action=X&a=x%20y+z", "POSTh:1/v2/index.php?Action=X&a=x%20y+z");
    }

    @ParameterizedTest
    @CsvSource({
      "Action=ListQueue&limit+=20&x=a%2bb",
      "Action=ListQueue&limit%20=20",
      "Action=ListQueue&limit+=20&offset+=0&searchWord+=",
      "Action=X&a%5fb=1&a_c=+"
    })
    void theFormMayBeSignedAsItWasSent(String form) {
      assertAccepted("POST", "/v2/index.php", form, "POSTh:1/v2/index.php?" + form);
      assertAccepted("POST", "//v2/index.php", form, "POSTh:1/v2/index.php?" + form);
      assertAccepted("GET", "/", form, "GETh:1/?" + form);
    }

    @Test
    void aFormSignedAsItWasSentIsSortedToo() {
      assertAccepted(
          "POST", "/", "limit+=20&Action=ListQueue", "POSTh:1/?Action=ListQueue&limit+=20");
      assertRefused(
          "POST", "/", "limit+=20&Action=ListQueue", "POSTh:1/?limit+=20&Action=ListQueue");
    }

    @ParameterizedTest
    @CsvSource({
      // Another spelling of what was signed, some names encoded and others not, another parameter.
      "Action=X&limit%20=20&off+=0, Action=X&limit+=20&off+=0",
      "Action=X&limit+=20&off+=0, Action=X&limit =20&off+=0",
      "Action=X&limit+=20&off+=0, Action=X&limit+=20",
      "Action=X&limit+=20, Action=X&limit+=20&off+=0",
      "Action=X&limit+=%32, Action=X&limit+=2"
    })
    void whatIsSignedAsItWasSentIsThatFormAndNoOther(String sent, String signed) {
      assertRefused("POST", "/", sent, "POSTh:1/?" + signed);
    }

    @Test
    void aPlusInTheSignatureMayComeUnescaped() {
      String signed = "Action=X&a=";
      for (int i = 0; ; i++) {
        String signature = sign(false, "POSTh:1/v2/index.php?" + signed + i);
        if (signature.contains("+")) {
          byte[] form = (signed + i + "&Signature=" + signature).getBytes(UTF_8);
          assertThat(matches(new SignedRequest("POST", HOST, "/v2/index.php", form), SDK_KEY))
              .isTrue();
          return;
        }
      }
    }

    @ParameterizedTest
    @CsvSource({
      "HmacSHA256, true",
      "sha256, true",
      "sha1, false",
      "HmacSHA1, false",
      "hmacsha256, false",
      "'', false"
    })
    void theMethodIsSha1UnlessSha256IsAskedFor(String method, boolean sha256) {
      String params = "Action=X&SignatureMethod=" + method;
      String text = "POSTh:1/v2/index.php?" + params;
      assertThat(accepts("POST", "/v2/index.php", params, sign(sha256, text))).isTrue();
      assertThat(accepts("POST", "/v2/index.php", params, sign(!sha256, text))).isFalse();
    }

    @Test
    void garbageIsRefused() {
      for (String signature : List.of("", "=", "x", "ÿ", "A".repeat(10_000))) {
        assertThat(accepts("POST", "/v2/index.php", "Action=X", signature)).isFalse();
      }
      SignedRequest unsigned =
          new SignedRequest("POST", HOST, "/v2/index.php", "Action=X".getBytes(UTF_8));
      assertThat(matches(unsigned, SDK_KEY)).isFalse();
    }

    private void assertAccepted(String method, String path, String params, String text) {
      assertThat(accepts(method, path, params, sign(false, text))).isTrue();
    }

    private void assertRefused(String method, String path, String params, String text) {
      assertThat(accepts(method, path, params, sign(false, text))).isFalse();
    }

    private boolean accepts(String method, String path, String params, String signature) {
      return matches(new SignedRequest(method, HOST, path, form(params, signature)), SDK_KEY);
    }

    private String sign(boolean sha256, String text) {
      return SignedForms.sign(SDK_KEY, sha256, text);
    }
  }

  @Test
  void namesAreComparedByTheirUtf8Bytes() {
    List<String> names = List.of("", "A", "a", "a.1", "a.10", "a.2", "z", "é", "中", "\uFFFD", "😀");
    for (String a : names) {
      for (String b : names) {
        assertThat(Integer.signum(Signature.compareAsBytes(a, b)))
            .as(a + " and " + b)
            .isEqualTo(
                Integer.signum(
                    java.util.Arrays.compareUnsigned(a.getBytes(UTF_8), b.getBytes(UTF_8))));
      }
    }
  }

  private static boolean matches(SignedRequest request, String key) {
    return Signature.matches(
        request, new ArrayList<>(FormParser.parse(request.form())), new SigningKey(key));
  }

  private static byte[] form(String params, String signature) {
    return (params + "&Signature=" + SignedForms.encode(signature)).getBytes(UTF_8);
  }
}
