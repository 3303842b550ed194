package io.cmqkafka.facade.classic;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.cmqkafka.facade.auth.SigningKey;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import javax.crypto.Mac;

/**
 * CMQ's signature of a request (https://cloud.tencent.com/document/product/406/5906) with the
 * quirks of its clients.
 *
 * <p>The text that is signed is method, host, path, {@code ?} and the parameters in the order of
 * their names. Clients differ in two things, so there are at most three paths (as received, {@code
 * /v2/index.php}, {@code /}) for each {@link Reading} of the parameters, and no more than twelve
 * HMACs over one request.
 */
final class Signature {

  /** How the parameters stand in the text; what most clients do comes first. */
  private enum Reading {
    /** Decoded: every client that has no quirk. */
    DECODED,
    /**
     * On POST without the values that begin with {@code @} (Python, PHP). Such a value is then not
     * protected by the signature, as it never was.
     */
    WITHOUT_AT_VALUES,
    /** Names decoded, values still percent-encoded (a Go client). */
    ENCODED_VALUES,
    /** Names and values as they were sent (the same client, where names have a blank). */
    AS_SENT;

    boolean isEncoded() {
      return this == ENCODED_VALUES || this == AS_SENT;
    }
  }

  /**
   * A parameter in the text.
   *
   * @param original its name, decoded, by which it has its place
   */
  private record Signed(String original, String name, byte[] value) {}

  private static final Comparator<Signed> BY_NAME_BYTES =
      (a, b) -> compareAsBytes(a.original(), b.original());

  private static final String API_PATH = "/v2/index.php";

  private final SignedRequest request;
  private final List<Param> params;
  private final SigningKey key;
  private final byte[] given;
  private final boolean sha256;

  private Signature(SignedRequest request, List<Param> params, SigningKey key, byte[] given) {
    this.request = request;
    this.params = params;
    this.key = key;
    this.given = given;
    this.sha256 = params.stream().anyMatch(Signature::asksForSha256);
  }

  /**
   * Whether the Signature among the parameters is the key's.
   *
   * @param params what {@link FormParser#parse} makes of the request's form
   */
  static boolean matches(SignedRequest request, List<Param> params, SigningKey key) {
    byte[] given = null;
    for (Param param : params) {
      if (param.name().equals("Signature")) {
        given = withPlusForBlank(param.value());
      }
    }
    return given != null && new Signature(request, params, key, given).matches();
  }

  private boolean matches() {
    Set<String> paths = new LinkedHashSet<>();
    paths.add(request.path());
    paths.add(API_PATH);
    paths.add("/");
    for (Reading reading : Reading.values()) {
      List<Signed> signed = read(reading);
      for (String path : paths) {
        if (matches(path, signed)) {
          return true;
        }
      }
    }
    return false;
  }

  private boolean matches(String path, List<Signed> signed) {
    byte[] expected = Base64.getEncoder().encode(sign(path, signed));
    return MessageDigest.isEqual(expected, given);
  }

  private byte[] sign(String path, List<Signed> signed) {
    Mac mac = key.mac(sha256);
    mac.update(request.method().getBytes(UTF_8));
    mac.update(request.host().getBytes(UTF_8));
    mac.update(path.getBytes(UTF_8));
    byte separator = '?';
    for (Signed param : signed) {
      mac.update(separator);
      mac.update(param.name().getBytes(UTF_8));
      mac.update((byte) '=');
      mac.update(param.value());
      separator = '&';
    }
    if (signed.isEmpty()) {
      mac.update(separator);
    }
    return mac.doFinal();
  }

  private List<Signed> read(Reading reading) {
    List<Param> sent = reading.isEncoded() ? FormParser.parseEncoded(request.form()) : params;
    List<Signed> signed = new ArrayList<>(params.size());
    for (int i = 0; i < params.size(); i++) {
      String original = params.get(i).name();
      byte[] value = sent.get(i).value();
      boolean leftOut =
          original.equals("Signature")
              || reading == Reading.WITHOUT_AT_VALUES && isPost() && beginsWithAt(value);
      if (!leftOut) {
        String name = reading == Reading.AS_SENT ? sent.get(i).name() : original.replace('_', '.');
        signed.add(new Signed(original, name, value));
      }
    }
    signed.sort(BY_NAME_BYTES);
    return signed;
  }

  private boolean isPost() {
    return request.method().equals("POST");
  }

  private static boolean beginsWithAt(byte[] value) {
    return value.length > 0 && value[0] == '@';
  }

  private static boolean asksForSha256(Param param) {
    if (!param.name().equals("SignatureMethod")) {
      return false;
    }
    String method = new String(param.value(), ISO_8859_1);
    return method.equals("HmacSHA256") || method.equals("sha256");
  }

  /** A client that does not escape its Signature sends {@code +}, which a form reads as a blank. */
  private static byte[] withPlusForBlank(byte[] value) {
    byte[] undone = value.clone();
    for (int i = 0; i < undone.length; i++) {
      if (undone[i] == ' ') {
        undone[i] = '+';
      }
    }
    return undone;
  }

  /** The order of the names' UTF-8 bytes; UTF-16 order differs from it beside surrogates. */
  static int compareAsBytes(String a, String b) {
    int common = Math.min(a.length(), b.length());
    for (int i = 0; i < common; i++) {
      char x = a.charAt(i);
      char y = b.charAt(i);
      if (x != y) {
        return codePointRank(x) - codePointRank(y);
      }
    }
    return a.length() - b.length();
  }

  private static int codePointRank(char c) {
    return Character.isSurrogate(c) ? c + 0x10000 : c;
  }
}
