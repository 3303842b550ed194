package io.cmqkafka.facade.http;

import io.cmqkafka.facade.console.Console;
import io.cmqkafka.facade.console.ConsoleRequest;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import java.net.InetAddress;
import java.util.List;
import java.util.Set;

/** The web console's routes, and who is led to it from {@code /}. */
final class ConsoleRoutes {
  private static final String HTML = "text/html";

  /** What a browser calls the machine that it runs on. */
  private static final Set<String> LOCAL_NAMES = Set.of("localhost", "127.0.0.1", "[::1]");

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
            context.header("Accept-Encoding"),
            context.header("If-None-Match"),
            isLocal(request, context));
    context.future(() -> request.answer(console.answer(wanted)));
  }

  void redirect(Context context) {
    PendingRequest request = ApiRoutes.request(context);
    context.future(() -> request.answer(console.redirect()));
  }

  /**
   * Whether a request for {@code /} is a browser's that wants a page: it likes HTML best, which no
   * client of CMQ's does, and names no action.
   */
  static boolean wantsPage(Context context) {
    return context.method() == HandlerType.GET
        && likesHtmlBest(context.header("Accept"))
        && !ApiRoutes.request(context).received().hasParameter("Action");
  }

  private static boolean likesHtmlBest(String accept) {
    if (accept == null) {
      return false;
    }
    double html = 0;
    double best = 0;
    for (String range : accept.split(",")) {
      String[] parts = range.strip().split("\\s*;\\s*");
      double quality = quality(parts);
      best = Math.max(best, quality);
      if (parts[0].equalsIgnoreCase(HTML)) {
        html = quality;
      }
    }
    return html > 0 && html >= best;
  }

  private static double quality(String[] parts) {
    for (int i = 1; i < parts.length; i++) {
      if (parts[i].matches("[qQ]=[01](\\.\\d{0,3})?")) {
        return Double.parseDouble(parts[i].substring(2));
      }
    }
    return 1;
  }

  /** Not through a proxy, and not a page of somebody else's whose name leads to this machine. */
  private static boolean isLocal(PendingRequest request, Context context) {
    InetAddress address = request.peer().address().address();
    String host = request.received().host().replaceFirst(":\\d+$", "");
    return address != null
        && address.isLoopbackAddress()
        && LOCAL_NAMES.contains(host)
        && context.header("Forwarded") == null
        && context.header("X-Forwarded-For") == null;
  }
}
