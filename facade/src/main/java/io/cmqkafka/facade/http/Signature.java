package io.cmqkafka.facade.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.cmqkafka.facade.api.Param;
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
 * <p>The text that is signed is method, host, path, {@code ?} and the parameters. Clients differ in
 * two things, so there are at most three paths (as received, {@code /v2/index.php}, {@code /})
 * times three readings of the parameters, and no more than nine HMACs over one request:
 *
 * <ul>
 *   <li>all parameters, which every client does that has no quirk, tried first;
 *   <li>on POST without the values that begin with {@code @} (Python, PHP). Such a value is then
 *       not protected by the signature, as it never was;
 *   <li>with the values still percent-encoded (a Go client).
 * </ul>
 */
final class Signature {
  private static final Comparator<Param> BY_NAME_BYTES =
      (a, b) -> compareAsBytes(a.name(), b.name());

  private final HttpRequest request;
  private final List<Param> params;
  private final SigningKey key;
  private final byte[] given;
  private final boolean sha256;

  private Signature(HttpRequest request, List<Param> params, SigningKey key, byte[] given) {
    this.request = request;
    this.params = params;
    this.key = key;
    this.given = given;
    this.sha256 = params.stream().anyMatch(Signature::asksForSha256);
  }

  /**
   * Whether the Signature among the parameters is the key's.
   *
   * @param params the request's form, decoded
   */
  static boolean matches(HttpRequest request, List<Param> params, SigningKey key) {
    byte[] given = null;
    for (Param param : params) {
      if (param.name().equals("Signature")) {
        given = withPlusForBlank(param.value());
      }
    }
    return given != null && new Signature(request, params, key, given).matches();
  }

  private boolean matches() {
    List<Param> all = sorted(params);
    if (matches(request.path(), all)) {
      return true;
    }
    Set<String> paths = new LinkedHashSet<>(List.of(request.path()));
    paths.add(HttpRequest.API_PATH);
    paths.add("/");
    return matches(paths, all)
        || matches(paths, withoutAtValues(all))
        || matches(paths, withEncodedValues());
  }

  private boolean matches(Set<String> paths, List<Param> signed) {
    return signed != null && paths.stream().anyMatch(path -> matches(path, signed));
  }

  private boolean matches(String path, List<Param> signed) {
    byte[] expected = Base64.getEncoder().encode(sign(path, signed));
    return MessageDigest.isEqual(expected, given);
  }

  private byte[] sign(String path, List<Param> signed) {
    Mac mac = key.mac(sha256);
    mac.update(request.method().getBytes(UTF_8));
    mac.update(request.host().getBytes(UTF_8));
    mac.update(path.getBytes(UTF_8));
    byte separator = '?';
    for (Param param : signed) {
      mac.update(separator);
      mac.update(param.name().replace('_', '.').getBytes(UTF_8));
      mac.update((byte) '=');
      mac.update(param.value());
      separator = '&';
    }
    if (signed.isEmpty()) {
      mac.update(separator);
    }
    return mac.doFinal();
  }

  /** Null when it would be the same as with all values. */
  private List<Param> withoutAtValues(List<Param> all) {
    if (!request.method().equals("POST")) {
      return null;
    }
    List<Param> kept = new ArrayList<>(all);
    return kept.removeIf(p -> p.value().length > 0 && p.value()[0] == '@') ? kept : null;
  }

  private List<Param> withEncodedValues() {
    return sorted(FormParser.parseKeepingValuesEncoded(request.form()));
  }

  private static List<Param> sorted(List<Param> params) {
    List<Param> sorted = new ArrayList<>(params.size());
    for (Param param : params) {
      if (!param.name().equals("Signature")) {
        sorted.add(param);
      }
    }
    sorted.sort(BY_NAME_BYTES);
    return sorted;
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
