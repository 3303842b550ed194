package io.cmqkafka.facade.action;

import io.cmqkafka.facade.auth.Allowed;
import io.cmqkafka.facade.auth.Rights;
import io.cmqkafka.facade.classic.Action;
import io.cmqkafka.facade.classic.Answer;
import io.cmqkafka.facade.classic.Client;
import io.cmqkafka.facade.classic.Params;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** QueryRights, an extension: what the caller may do, and to which queues and topics. */
record QueryRights() implements Action<QueryRights.Request> {

  /** It has no parameters. */
  record Request() {}

  @Override
  public Request parse(Params params) {
    return new Request();
  }

  @Override
  public CompletableFuture<Answer> run(Request request, Client client) {
    List<Allowed> allowed = client.rights().allowed();
    boolean everything = client.rights() == Rights.ALL;
    return CompletableFuture.completedFuture(
        json -> {
          json.writeNumberField("everything", everything ? 1 : 0);
          json.writeArrayFieldStart("actionList");
          for (Allowed one : allowed) {
            json.writeStartObject();
            json.writeStringField("action", one.action());
            json.writeStringField("group", one.group());
            json.writeStringField("on", one.on());
            json.writeArrayFieldStart("names");
            for (String name : one.names()) {
              json.writeString(name);
            }
            json.writeEndArray();
            json.writeEndObject();
          }
          json.writeEndArray();
        });
  }
}
