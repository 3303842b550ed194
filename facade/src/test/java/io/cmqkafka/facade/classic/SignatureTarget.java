package io.cmqkafka.facade.classic;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.cmqkafka.facade.auth.CallerSecret;
import io.cmqkafka.facade.auth.Credentials;
import io.cmqkafka.facade.auth.SigningKey;
import io.cmqkafka.facade.fuzz.Claim;
import io.cmqkafka.facade.fuzz.Target;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Method, host and path in the first line, the form in what follows. Nobody but this class signs
 * with the key, and only four texts: accepted is a request that can be read as one of them, and has
 * its signature, and no other.
 */
public final class SignatureTarget implements Target {
  private static final String KEY = "key";
  private static final String COMMON = "Nonce=7&SecretId=AKIDtest&Timestamp=1795353443";

  private static final String PLAIN =
      "POSTh:80/v2/index.php?Action=SendMessage&" + COMMON + "&msgBody=hello world&queueName=q";
  private static final String WITHOUT_BODY =
      "POSTh:80/v2/index.php?Action=SendMessage&" + COMMON + "&queueName=q";
  private static final String ENCODED =
      "GETh/v2/index.php?Action=SendMessage&" + COMMON + "&msgBody=a%2Bb&msgTag.1=%40t&queueName=q";
  private static final String AS_SENT =
      "POSTh:80/?Action=ListQueue&Nonce=7&SecretId=AKIDtest&Timestamp=1795353443&limit+=20&of_%66=%31";

  /** The signatures also stand in the seeds. */
  private static final Map<String, String> SIGNATURES =
      Map.of(
          PLAIN, SignedForms.sign(KEY, false, PLAIN),
          WITHOUT_BODY, SignedForms.sign(KEY, false, WITHOUT_BODY),
          ENCODED, SignedForms.sign(KEY, false, ENCODED),
          AS_SENT, SignedForms.sign(KEY, false, AS_SENT));

  private final Authentication authentication =
      new Authentication(
          Credentials.of(new CallerSecret("AKIDtest", KEY)),
          Duration.ofSeconds(300),
          Clock.fixed(Instant.ofEpochSecond(1_795_353_443L), ZoneOffset.UTC));
  private final SigningKey key = new SigningKey(KEY);

  @Override
  public void run(byte[] input) {
    String text = new String(input, ISO_8859_1);
    String[] lines = text.split("\n", 2);
    String[] words = lines[0].split(" ", 3);
    if (lines.length < 2 || words.length < 3) {
      return;
    }
    byte[] form = lines[1].getBytes(ISO_8859_1);
    SignedRequest request = new SignedRequest(words[0], words[1], words[2], form);
    List<Param> params;
    try {
      params = FormParser.parse(form);
    } catch (CmqException e) {
      return;
    }
    boolean accepted = Signature.matches(request, params, key);
    Claim.same(mayPass(request, params), accepted, "accepted: " + text);
    boolean known = false;
    try {
      authentication.check(request, CommonParams.of(params), params);
      known = true;
    } catch (CmqException e) {
      Claim.isOneLine(e.getMessage());
    }
    Claim.that(accepted || !known, "known though its signature is wrong: " + text);
  }

  private static boolean mayPass(SignedRequest request, List<Param> params) {
    String given = null;
    for (Param param : params) {
      if (param.name().equals("Signature")) {
        given = new String(param.value(), ISO_8859_1).replace(' ', '+');
      }
    }
    boolean sha256 =
        params.stream()
            .filter(param -> param.name().equals("SignatureMethod"))
            .map(param -> new String(param.value(), ISO_8859_1))
            .anyMatch(method -> method.equals("HmacSHA256") || method.equals("sha256"));
    for (String text : readings(request, params)) {
      String signature = SIGNATURES.get(text);
      if (!sha256 && signature != null && signature.equals(given)) {
        return true;
      }
    }
    return false;
  }

  private static Set<String> readings(SignedRequest request, List<Param> params) {
    List<Param> sent = FormParser.parseEncoded(request.form());
    List<String[]> decoded = new ArrayList<>();
    List<String[]> withoutAt = new ArrayList<>();
    List<String[]> encodedValues = new ArrayList<>();
    List<String[]> asSent = new ArrayList<>();
    for (int i = 0; i < params.size(); i++) {
      String original = latin(params.get(i).name().getBytes(UTF_8));
      String name = original.replace('_', '.');
      String value = latin(params.get(i).value());
      String sentName = latin(sent.get(i).name().getBytes(UTF_8));
      String sentValue = latin(sent.get(i).value());
      if (!original.equals("Signature")) {
        decoded.add(new String[] {original, name, value});
        encodedValues.add(new String[] {original, name, sentValue});
        asSent.add(new String[] {original, sentName, sentValue});
        if (!request.method().equals("POST") || !value.startsWith("@")) {
          withoutAt.add(new String[] {original, name, value});
        }
      }
    }
    Set<String> readings = new TreeSet<>();
    for (List<String[]> form : List.of(decoded, withoutAt, encodedValues, asSent)) {
      String signed =
          form.stream()
              .sorted(Comparator.comparing(param -> param[0]))
              .map(param -> param[1] + "=" + param[2])
              .collect(Collectors.joining("&", "?", ""));
      for (String path : List.of(request.path(), "/v2/index.php", "/")) {
        readings.add(
            request.method()
                + latin(request.host().getBytes(UTF_8))
                + latin(path.getBytes(UTF_8))
                + signed);
      }
    }
    return readings;
  }

  /** A character for each byte, whose order is that of the bytes. */
  private static String latin(byte[] bytes) {
    return new String(bytes, ISO_8859_1);
  }

  /** For whoever writes seeds. */
  public static void main(String[] arguments) {
    SIGNATURES.forEach((text, signature) -> System.out.println(signature + "  " + text));
  }
}
