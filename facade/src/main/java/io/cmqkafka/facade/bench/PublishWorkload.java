package io.cmqkafka.facade.bench;

/** Publishes to a topic whose subscribers are queues, and receives every copy from each of them. */
final class PublishWorkload implements Workload {
  private FanOut fanOut;

  @Override
  public int connections(Settings settings) {
    return settings.connections() + settings.receivers();
  }

  @Override
  public void run(BenchRun run) throws InterruptedException {
    BenchTopic topic = new BenchTopic(run.settings(), run.control(), run.queues());
    try {
      topic.create();
      fanOut = new FanOut(run, topic.name());
      fanOut.run();
    } finally {
      String failure = topic.delete();
      if (failure != null) {
        run.note(failure);
      }
    }
  }

  @Override
  public boolean drained(BenchRun run) {
    return fanOut.drained();
  }
}
