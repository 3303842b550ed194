package io.cmqkafka.facade.http;

import io.cmqkafka.facade.console.Console;
import io.cmqkafka.facade.console.ConsoleRequest;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import java.net.InetAddress;
import java.util.List;
import java.util.Set;
import org.eclipse.jetty.http.QuotedQualityCSV;

/** The web console's routes, and who is led to it from {@code /}. */
final class ConsoleRoutes {
  private static final String HTML = "text/html";

  /** What a browser calls the machine that it runs on. */
  private static final Set<String> LOCAL_NAMES = Set.of("localhost", "127.0.0.1", "[::1]");

  private static final List<String> OF_PROXIES =
      List.of(
          "Forwarded",
          "Via",
          "X-Forwarded-For",
          "X-Forwarded-Host",
          "X-Forwarded-Proto",
          "X-Real-IP");

  private final Console console;

  ConsoleRoutes(Console console) {
    this.console = console;
  }

  void addTo(RoutesConfig routes) {
    for (String path : List.of(Console.PATH, Console.PATH + "/<file>")) {
      routes.get(path, this::file);
      routes.head(path, this::file);
    }
  }

  private void file(Context context) {
    PendingRequest request = ApiRoutes.request(context);
    ConsoleRequest wanted =
        new ConsoleRequest(
            request.received().path(),
            takesGzip(context.header("Accept-Encoding")),
            context.header("If-None-Match"),
            isLocal(request, context));
    context.future(() -> request.answer(console.answer(wanted)));
  }

  void redirect(Context context) {
    PendingRequest request = ApiRoutes.request(context);
    context.future(() -> request.answer(console.redirect()));
  }

  /**
   * Whether a request for {@code /} is a browser's that wants a page: it likes HTML best, and names
   * no action, as each request of a CMQ client does.
   */
  static boolean wantsPage(Context context) {
    return context.method() == HandlerType.GET
        && likesHtmlBest(context.header("Accept"))
        && !ApiRoutes.request(context).received().hasParameter("Action");
  }

  static boolean likesHtmlBest(String accept) {
    List<String> byLiking = liked(accept);
    return !byLiking.isEmpty() && byLiking.get(0).equalsIgnoreCase(HTML);
  }

  static boolean takesGzip(String acceptEncoding) {
    return liked(acceptEncoding).stream().anyMatch("gzip"::equalsIgnoreCase);
  }

  /** What such a header lists, the best liked first, without what is refused. */
  private static List<String> liked(String header) {
    QuotedQualityCSV values = new QuotedQualityCSV();
    if (header != null) {
      values.addValue(header);
    }
    return values.getValues();
  }

  /** Not through a proxy, and not a page of somebody else's whose name leads to this machine. */
  private static boolean isLocal(PendingRequest request, Context context) {
    InetAddress address = request.peer().address().address();
    String host = request.received().host().replaceFirst(":\\d+$", "");
    return address != null
        && address.isLoopbackAddress()
        && LOCAL_NAMES.contains(host)
        && OF_PROXIES.stream().allMatch(name -> context.header(name) == null);
  }
}
