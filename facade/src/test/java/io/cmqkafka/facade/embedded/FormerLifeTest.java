package io.cmqkafka.facade.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.NotControllerException;
import org.apache.kafka.common.metadata.RegisterBrokerRecord;
import org.apache.kafka.controller.Controller;
import org.apache.kafka.image.MetadataDelta;
import org.apache.kafka.image.MetadataImage;
import org.apache.kafka.image.MetadataProvenance;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class FormerLifeTest {
  private static final int NODE = 1;

  private final FormerLife life = new FormerLife(NODE);
  private final List<Integer> unregistered = new CopyOnWriteArrayList<>();
  private int failures;

  @Test
  void nobodyIsUnregisteredOnAFirstStart() throws Exception {
    life.onMetadataUpdate(null, MetadataImage.EMPTY, null);
    life.end(controller());
    assertThat(unregistered).isEmpty();
  }

  @Test
  void aBrokerThatWasShutDownCleanlyIsNotUnregistered_howeverLateItIsRead() throws Exception {
    CompletableFuture<Void> ending =
        CompletableFuture.runAsync(this::end, task -> new Thread(task, "ending").start());
    // Longer than it waits at first before it does something.
    await().during(Duration.ofMillis(500)).until(unregistered::isEmpty);
    life.onMetadataUpdate(null, registered(true), null);
    ending.get(30, TimeUnit.SECONDS);
    assertThat(unregistered).isEmpty();
  }

  private void end() {
    try {
      life.end(controller());
    } catch (InterruptedException | ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void aBrokerThatWasKilledIsUnregistered_onceTheControllerIsActive() throws Exception {
    failures = 2;
    life.onMetadataUpdate(null, registered(false), null);
    life.end(controller());
    assertThat(unregistered).containsExactly(NODE, NODE, NODE);
  }

  private static MetadataImage registered(boolean fenced) {
    MetadataDelta delta = new MetadataDelta.Builder().setImage(MetadataImage.EMPTY).build();
    delta.replay(
        new RegisterBrokerRecord()
            .setBrokerId(NODE)
            .setIncarnationId(Uuid.ONE_UUID)
            .setFenced(fenced));
    return delta.apply(MetadataProvenance.EMPTY);
  }

  private Controller controller() {
    return (Controller)
        Proxy.newProxyInstance(
            Controller.class.getClassLoader(),
            new Class<?>[] {Controller.class},
            (proxy, method, arguments) -> {
              assertThat(method.getName()).isEqualTo("unregisterBroker");
              unregistered.add((Integer) arguments[1]);
              if (failures-- > 0) {
                return CompletableFuture.failedFuture(new NotControllerException("not yet"));
              }
              life.onMetadataUpdate(null, MetadataImage.EMPTY, null);
              return CompletableFuture.completedFuture(null);
            });
  }
}
