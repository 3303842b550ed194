package io.cmqkafka.log;

import java.lang.reflect.Proxy;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;

/** An {@link Admin} that answers listOffsets and nothing else. */
final class FakeAdmin {
  /** What was asked, a map for each request. */
  final List<Map<TopicPartition, OffsetSpec>> asked = new CopyOnWriteArrayList<>();

  private volatile Function<TopicPartition, KafkaFuture<ListOffsetsResultInfo>> offsets =
      partition -> found(-1, -1);

  void answer(Function<TopicPartition, KafkaFuture<ListOffsetsResultInfo>> answers) {
    offsets = answers;
  }

  static KafkaFuture<ListOffsetsResultInfo> found(long offset, long timestamp) {
    return KafkaFuture.completedFuture(
        new ListOffsetsResultInfo(offset, timestamp, java.util.Optional.empty()));
  }

  Admin admin() {
    return (Admin)
        Proxy.newProxyInstance(
            Admin.class.getClassLoader(),
            new Class<?>[] {Admin.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("listOffsets")) {
                @SuppressWarnings("unchecked")
                Map<TopicPartition, OffsetSpec> specs =
                    (Map<TopicPartition, OffsetSpec>) arguments[0];
                return listOffsets(specs);
              }
              throw new UnsupportedOperationException(method.getName());
            });
  }

  private ListOffsetsResult listOffsets(Map<TopicPartition, OffsetSpec> specs) {
    asked.add(Map.copyOf(specs));
    Map<TopicPartition, KafkaFuture<ListOffsetsResultInfo>> answers = new HashMap<>();
    specs.keySet().forEach(one -> answers.put(one, offsets.apply(one)));
    return new ListOffsetsResult(answers);
  }
}
