package io.cmqkafka.facade.action;

import io.cmqkafka.Queues;
import io.cmqkafka.Repairs;
import io.cmqkafka.catalog.QueueDefinition;
import io.cmqkafka.catalog.Redrive;
import io.cmqkafka.facade.classic.Action;
import io.cmqkafka.facade.classic.Answer;
import io.cmqkafka.facade.classic.Client;
import io.cmqkafka.facade.classic.CmqError;
import io.cmqkafka.facade.classic.CmqException;
import io.cmqkafka.facade.classic.Params;
import java.util.concurrent.CompletableFuture;

/**
 * StartRedrive, an extension: begins to move all visible messages of a queue, or goes on with what
 * has stopped. The server moves them, whether or not anybody looks on.
 */
record StartRedrive(QueueLookup lookup, Queues queues, Repairs repairs)
    implements Action<StartRedrive.Request> {
  private static final int DEFAULT_PER_SECOND = 100;

  /**
   * @param target null for the queue in which each message died
   * @param resume whether it goes on with the latest one
   */
  record Request(QueueDefinition queue, String target, int perSecond, boolean resume) {}

  @Override
  public Request parse(Params params) {
    QueueDefinition queue = lookup.existing(params);
    return new Request(
        queue,
        RedriveTarget.read(params, lookup, queue),
        params.integer("messagesPerSecond", 1, Redrive.MAX_PER_SECOND).orElse(DEFAULT_PER_SECOND),
        params.integer("resume", 0, 1).orElse(0) == 1);
  }

  @Override
  public CompletableFuture<Answer> run(Request request, Client client) {
    String target =
        request.resume()
            ? repairs.latestRedrive(request.queue()).map(Redrive::target).orElse(null)
            : request.target();
    if (target == null) {
      maySendAnywhere(client);
    }
    Permission.toSendTo(target, client);
    return (request.resume()
            ? repairs.resumeRedrive(request.queue(), request.perSecond())
            : repairs.startRedrive(request.queue(), target, request.perSecond()))
        .thenApply(RedriveAnswer::new);
  }

  /** Where dead letters go back to is known only when they are read. */
  private void maySendAnywhere(Client client) {
    boolean may =
        queues.list().stream()
            .allMatch(queue -> client.rights().allow("SendMessage", queue.name()));
    if (!may) {
      throw new CmqException(CmqError.NO_CAM_AUTHENTICATION);
    }
  }
}
