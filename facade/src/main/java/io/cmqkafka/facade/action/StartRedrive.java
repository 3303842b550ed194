package io.cmqkafka.facade.action;

import io.cmqkafka.Queues;
import io.cmqkafka.Repairs;
import io.cmqkafka.Topics;
import io.cmqkafka.catalog.QueueDefinition;
import io.cmqkafka.catalog.Redrive;
import io.cmqkafka.facade.classic.Action;
import io.cmqkafka.facade.classic.Answer;
import io.cmqkafka.facade.classic.Client;
import io.cmqkafka.facade.classic.CmqError;
import io.cmqkafka.facade.classic.CmqException;
import io.cmqkafka.facade.classic.Params;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * StartRedrive, an extension: begins to move all visible messages of a queue, or goes on with what
 * has stopped. The server moves them, whether or not anybody looks on.
 */
record StartRedrive(QueueLookup lookup, Queues queues, Topics topics, Repairs repairs)
    implements Action<StartRedrive.Request> {
  private static final int DEFAULT_PER_SECOND = 100;

  /**
   * @param target null for the queue in which each message died
   * @param resume whether it goes on with the latest one
   */
  record Request(
      QueueDefinition queue, String target, Optional<Integer> perSecond, boolean resume) {}

  @Override
  public Request parse(Params params) {
    QueueDefinition queue = lookup.existing(params);
    boolean resume = params.integer("resume", 0, 1).orElse(0) == 1;
    if (resume && params.optional(RedriveTarget.PARAMETER).isPresent()) {
      throw new CmqException(CmqError.NOT_WITH_RESUME, RedriveTarget.PARAMETER);
    }
    return new Request(
        queue,
        RedriveTarget.read(params, lookup, queue),
        params.integer("messagesPerSecond", 1, Redrive.MAX_PER_SECOND),
        resume);
  }

  @Override
  public CompletableFuture<Answer> run(Request request, Client client) {
    return (request.resume() ? resume(request, client) : start(request, client))
        .thenApply(RedriveAnswer::new);
  }

  private CompletableFuture<Redrive> start(Request request, Client client) {
    maySend(request.target(), client);
    return repairs.startRedrive(
        request.queue(), request.target(), request.perSecond().orElse(DEFAULT_PER_SECOND));
  }

  /**
   * Goes on as fast as before, if nothing else is asked for. Another process may have begun it or
   * stopped it a moment ago.
   */
  private CompletableFuture<Redrive> resume(Request request, Client client) {
    // Not on the catalog's thread: all queues may have to be looked through.
    return queues.catchUp().thenComposeAsync(read -> resumeLatest(request, client));
  }

  private CompletableFuture<Redrive> resumeLatest(Request request, Client client) {
    Redrive stopped =
        repairs
            .latestRedrive(request.queue())
            .orElseThrow(() -> new CmqException(CmqError.NO_REDRIVE));
    maySend(stopped.target(), client);
    return repairs.resumeRedrive(
        request.queue(), stopped, request.perSecond().orElse(stopped.perSecond()));
  }

  /** Where dead letters go back to is known only when they are read. */
  private void maySend(String target, Client client) {
    Permission.toSendTo(target, client);
    boolean mayAnywhere =
        target != null
            || queues.list().stream().allMatch(queue -> Permission.isToSendTo(queue, client))
                && topics.list().stream()
                    .allMatch(topic -> client.rights().allow("PublishMessage", topic.name()));
    if (!mayAnywhere) {
      throw new CmqException(CmqError.NO_CAM_AUTHENTICATION);
    }
  }
}
