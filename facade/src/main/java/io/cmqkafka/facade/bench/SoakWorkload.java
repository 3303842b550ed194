package io.cmqkafka.facade.bench;

/**
 * A steady mixed load for a long time, while the server's processes are sampled: nothing in them
 * may grow without bound. The load itself leaves nothing behind: everything sent is received, and
 * what is created is deleted.
 */
final class SoakWorkload implements Workload {
  /** Sent to, subscribed by tag, subscribed by binding key. */
  static final int QUEUES = 3;

  private static final int LANES = 10;
  private static final double SENT = 0.7;
  private static final int SHORT_POLLS_PER_SECOND = 5;

  private volatile SoakSampler sampler;
  private PushListener listener;

  @Override
  public int connections(Settings settings) {
    return LANES;
  }

  @Override
  public void run(BenchRun run) throws InterruptedException {
    SoakSettings soak = run.settings().soak();
    sampler = new SoakSampler(run);
    sampler.meet();
    SoakTopics topics = new SoakTopics(run.control(), run.queues().base());
    try {
      if (soak.pushHost() != null) {
        listener = new PushListener(soak.pushHost(), soak.pushPort());
      }
      topics.create(
          run.queues().get(1), run.queues().get(2), listener == null ? null : listener.url());
      run.startWindow();
      sampler.start();
      load(run, topics);
      sampler.close();
      if (listener != null && listener.pushes() == 0) {
        run.newTally().error("nothing was pushed to " + listener.url());
      }
    } finally {
      String failure = topics.delete();
      if (failure != null) {
        run.note(failure);
      }
      if (listener != null) {
        listener.close();
      }
    }
  }

  @Override
  public boolean drained(BenchRun run) {
    return run.endpointIsThere();
  }

  @Override
  public SoakResult soak() {
    return new SoakResult(
        sampler.samples(), listener == null ? null : listener.pushes(), sampler.results());
  }

  @Override
  public int secondsPerLine() {
    return 10;
  }

  @Override
  public String status() {
    SoakSampler started = sampler;
    return started == null ? "" : started.status();
  }

  private static void load(BenchRun run, SoakTopics topics) throws InterruptedException {
    String queue = run.queues().get(0);
    int rate = run.settings().sendRate();
    SoakSending sending = new SoakSending(run, queue, rate * SENT);
    SoakPublishing publishing = new SoakPublishing(run, topics, rate * (1 - SENT));
    SoakReceiving receiving = new SoakReceiving(run);
    SoakLives lives = new SoakLives(run);
    SoakRewinds rewinds = new SoakRewinds(run);
    run.onEachLane(
        lane -> {
          switch (lane.index()) {
            case 0 -> sending.run(lane);
            case 1 -> publishing.run(lane);
            case 2, 3, 4 -> receiving.run(lane, queue);
            case 5 -> receiving.runWithoutWaiting(lane, queue, SHORT_POLLS_PER_SECOND);
            case 6 -> receiving.run(lane, run.queues().get(1));
            case 7 -> receiving.run(lane, run.queues().get(2));
            case 8 -> lives.run(lane);
            default -> rewinds.run(lane);
          }
        });
  }
}
