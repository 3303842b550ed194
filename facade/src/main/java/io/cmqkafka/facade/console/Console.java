package io.cmqkafka.facade.console;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.HashMap;
import java.util.Map;

/**
 * The web console at {@code /console/}: one page, the files that it loads, and a few facts for
 * browsers on the server's own machine. What may be done is decided by the API, to which the page
 * sends signed requests. Any thread may call.
 */
public final class Console {
  public static final String PATH = "/console";

  private static final String ABOUT = "about.json";

  /** Nothing but our own files and our own API: no inline script, no eval, no frame. */
  private static final Map<String, String> PROTECTION =
      Map.of(
          "Content-Security-Policy",
          "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
              + " connect-src 'self'; font-src 'self'; base-uri 'none'; form-action 'none';"
              + " frame-ancestors 'none'",
          "X-Content-Type-Options",
          "nosniff",
          "Referrer-Policy",
          "no-referrer",
          "Cross-Origin-Opener-Policy",
          "same-origin");

  private static final String ASK_AGAIN = "no-cache";
  private static final String FOR_EVER = "public, max-age=31536000, immutable";

  private static final byte[] NOTHING = {};
  private static final byte[] NO_SUCH_PAGE =
      """
      <!doctype html>
      <html lang="en">
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width">
      <title>Not found</title>
      <p>There is no such page. <a href="/console/">Go to the console</a>.</p>
      </html>
      """
          .getBytes(UTF_8);

  private final ConsoleFiles files = new ConsoleFiles();
  private final byte[] about;

  public Console(About about) {
    this.about = about.json();
  }

  public ConsoleAnswer answer(ConsoleRequest request) {
    if (!request.path().startsWith(PATH + "/")) {
      return redirect();
    }
    String path = request.path().substring(PATH.length() + 1);
    if (path.isEmpty()) {
      return file(files.page(), ASK_AGAIN, request);
    }
    if (path.equals(ABOUT) && request.local()) {
      return answer(
          ConsoleAnswer.OK,
          Map.of("Content-Type", "application/json;charset=utf-8", "Cache-Control", "no-store"),
          about);
    }
    ConsoleFile file = files.find(path);
    return file == null ? notFound() : file(file, FOR_EVER, request);
  }

  /** Redirects to the page at {@code /console/}, below which its relative links lead. */
  public ConsoleAnswer redirect() {
    return answer(
        ConsoleAnswer.FOUND,
        Map.of("Location", PATH + "/", "Cache-Control", "no-store", "Vary", "Accept"),
        NOTHING);
  }

  private static ConsoleAnswer notFound() {
    return answer(
        ConsoleAnswer.NOT_FOUND,
        Map.of("Content-Type", "text/html;charset=utf-8", "Cache-Control", "no-store"),
        NO_SUCH_PAGE);
  }

  private static ConsoleAnswer file(ConsoleFile file, String caching, ConsoleRequest request) {
    boolean compressed = request.gzip();
    Map<String, String> headers = new HashMap<>();
    headers.put("ETag", file.etag(compressed));
    headers.put("Cache-Control", caching);
    headers.put("Vary", "Accept-Encoding");
    headers.put("Content-Type", file.contentType());
    byte[] body = compressed ? file.gzip() : file.plain();
    if (isThere(file.etag(compressed), request.ifNoneMatch())) {
      headers.put("Content-Length", Integer.toString(body.length));
      return answer(ConsoleAnswer.NOT_MODIFIED, headers, NOTHING);
    }
    if (compressed) {
      headers.put("Content-Encoding", "gzip");
    }
    return answer(ConsoleAnswer.OK, headers, body);
  }

  private static ConsoleAnswer answer(int status, Map<String, String> headers, byte[] body) {
    Map<String, String> all = new HashMap<>(PROTECTION);
    all.put("Content-Length", Integer.toString(body.length));
    all.putAll(headers);
    return new ConsoleAnswer(status, all, body);
  }

  private static boolean isThere(String etag, String ifNoneMatch) {
    if (ifNoneMatch == null) {
      return false;
    }
    for (String there : ifNoneMatch.split(",")) {
      String tag = there.strip();
      if (tag.equals("*") || tag.equals(etag) || tag.equals("W/" + etag)) {
        return true;
      }
    }
    return false;
  }
}
