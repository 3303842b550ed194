package io.cmqkafka.facade.http;

import io.cmqkafka.facade.classic.ClassicApi;
import io.cmqkafka.facade.classic.CmqError;
import io.cmqkafka.facade.classic.CmqException;
import io.cmqkafka.facade.classic.SignedRequest;
import io.cmqkafka.facade.console.Console;
import io.javalin.config.JavalinConfig;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.router.EndpointNotFound;
import java.util.List;
import java.util.Objects;

/**
 * The routes of the API port. Every request comes here as a {@link PendingRequest}, which has been
 * read and takes the answer. Every answer of the API is CMQ's envelope with HTTP 200, because
 * clients take any other status for a broken network. Beside the API there is the console, for
 * browsers.
 */
final class ApiRoutes {
  private static final String ROOT = "/";

  /**
   * CMQ's path, the path of clients that leave it out, and that of a client that has it twice in a
   * GET. Extra slashes are forgiven.
   */
  private static final List<String> CLASSIC =
      List.of("/v2/index.php", ROOT, "/v2/index.php/v2/index.php");

  private final ClassicApi classic;
  private final ConsoleRoutes console;

  /**
   * @param console null for none
   */
  ApiRoutes(ClassicApi classic, Console console) {
    this.classic = classic;
    this.console = console == null ? null : new ConsoleRoutes(console);
  }

  void addTo(JavalinConfig config) {
    config.router.treatMultipleSlashesAsSingleSlash = true;
    RoutesConfig routes = config.routes;
    for (String path : CLASSIC) {
      routes.post(path, this::classic);
      routes.get(path, path.equals(ROOT) && console != null ? this::pageOrClassic : this::classic);
      // A route for GET takes HEAD along.
      routes.head(path, ApiRoutes::otherMethod);
    }
    if (console != null) {
      console.addTo(routes);
    }
    routes.exception(EndpointNotFound.class, (e, context) -> noRoute(context));
    routes.exception(Exception.class, ApiRoutes::failed);
  }

  private void pageOrClassic(Context context) {
    if (ConsoleRoutes.wantsPage(context)) {
      console.redirect(context);
    } else {
      classic(context);
    }
  }

  private void classic(Context context) {
    PendingRequest request = request(context);
    context.future(() -> request.answer(classic.run(request.received(), request)));
  }

  /** Another path is answered as an action of that name would be, which does not exist. */
  private static void noRoute(Context context) {
    SignedRequest request = request(context).received();
    if (request.method().equals("GET") || request.method().equals("POST")) {
      failed(new CmqException(CmqError.ACTION_NOT_EXISTED, request.path()), context);
    } else {
      otherMethod(context);
    }
  }

  private static void otherMethod(Context context) {
    String method = request(context).received().method();
    failed(new CmqException(CmqError.METHOD, method), context);
  }

  private static void failed(Exception failure, Context context) {
    PendingRequest request = request(context);
    context.future(() -> request.answer(failure));
  }

  /** The pending request that a route was called for. */
  static PendingRequest request(Context context) {
    return (PendingRequest)
        Objects.requireNonNull(context.req().getAttribute(PendingRequest.ATTRIBUTE));
  }
}
