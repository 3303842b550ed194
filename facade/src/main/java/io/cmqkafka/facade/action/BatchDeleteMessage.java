package io.cmqkafka.facade.action;

import com.fasterxml.jackson.core.JsonGenerator;
import io.cmqkafka.DeleteOutcome;
import io.cmqkafka.Queues;
import io.cmqkafka.catalog.QueueDefinition;
import io.cmqkafka.facade.classic.Action;
import io.cmqkafka.facade.classic.Answer;
import io.cmqkafka.facade.classic.Client;
import io.cmqkafka.facade.classic.CmqError;
import io.cmqkafka.facade.classic.JsonWriter;
import io.cmqkafka.facade.classic.Params;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * BatchDeleteMessage: each handle stands for itself. Failures only are listed, under a code that
 * says whether anything was deleted.
 *
 * @see <a href="https://cloud.tencent.com/document/product/406/5841">BatchDeleteMessage</a>
 */
record BatchDeleteMessage(QueueLookup lookup, Queues queues)
    implements Action<BatchDeleteMessage.Request> {

  /**
   * @param receiptHandles 1 to 16
   */
  record Request(QueueDefinition queue, List<String> receiptHandles) {}

  @Override
  public Request parse(Params params) {
    return new Request(
        lookup.existing(params), params.indexed("receiptHandle", Batch.MAX_MESSAGES));
  }

  @Override
  public CompletableFuture<Answer> run(Request request, Client client) {
    return queues
        .delete(request.queue(), request.receiptHandles())
        .thenApply(outcomes -> answer(request.receiptHandles(), outcomes));
  }

  private static Answer answer(List<String> handles, List<DeleteOutcome> outcomes) {
    List<Failure> failures = new ArrayList<>();
    for (int i = 0; i < handles.size(); i++) {
      if (outcomes.get(i) != DeleteOutcome.DELETED) {
        failures.add(new Failure(handles.get(i), DeleteMessage.error(outcomes.get(i))));
      }
    }
    if (failures.isEmpty()) {
      return Answer.OK;
    }
    return new Failed(
        failures.size() < handles.size()
            ? CmqError.DELETE_PARTIALLY_FAILED
            : CmqError.BATCH_DELETE_FAILED,
        failures);
  }

  private record Failure(String receiptHandle, CmqError error) {
    void write(JsonGenerator json) throws IOException {
      json.writeStartObject();
      json.writeNumberField("code", error.code());
      json.writeStringField("message", error.message());
      json.writeStringField("receiptHandle", receiptHandle);
      json.writeEndObject();
    }
  }

  private record Failed(CmqError error, List<Failure> failures) implements Answer {

    @Override
    public int code() {
      return error.code();
    }

    @Override
    public String message() {
      return error.message();
    }

    @Override
    public void writeFields(JsonWriter json) throws IOException {
      json.writeArrayFieldStart("errorList");
      for (Failure failure : failures) {
        failure.write(json);
      }
      json.writeEndArray();
    }
  }
}
