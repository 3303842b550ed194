package io.cmqkafka.facade.http;

import io.cmqkafka.facade.classic.CmqError;
import io.cmqkafka.facade.classic.Envelope;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;

/**
 * Words the answers that Jetty gives by itself, above all to requests that it cannot parse. They
 * are CMQ's envelope like every other answer, and tell nothing about a failure's inside.
 */
final class EnvelopeErrors implements Request.Handler {
  private final PendingRequests requests;

  EnvelopeErrors(PendingRequests requests) {
    this.requests = requests;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    boolean byClient =
        request.getAttribute(ErrorHandler.ERROR_STATUS) instanceof Integer status && status < 500;
    CmqError error = byClient ? CmqError.CANNOT_PARSE : CmqError.INTERNAL;
    String message = byClient ? error.message("http request") : error.message();
    ResponseChannel channel = new JettyResponseChannel(request, response);
    channel.peer().arriving(null);
    String requestId = requests.nextRequestId();
    channel.answer(
        Envelope.ofError(error.code(), message, requestId, null),
        false,
        sent -> RequestReader.end(callback, sent));
    if (!byClient) {
      requests
          .log()
          .failed(requestId, (Throwable) request.getAttribute(ErrorHandler.ERROR_EXCEPTION));
    }
    return true;
  }
}
