package io.cmqkafka.facade.action;

import com.fasterxml.jackson.core.JsonGenerator;
import io.cmqkafka.Cluster;
import io.cmqkafka.ClusterState;
import io.cmqkafka.ClusterState.Broker;
import io.cmqkafka.ClusterState.Here;
import io.cmqkafka.ClusterState.Kafka;
import io.cmqkafka.ClusterState.Member;
import io.cmqkafka.ClusterState.Partition;
import io.cmqkafka.ClusterState.Progress;
import io.cmqkafka.facade.classic.Action;
import io.cmqkafka.facade.classic.Answer;
import io.cmqkafka.facade.classic.Client;
import io.cmqkafka.facade.classic.Params;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;

/**
 * QueryCluster, an extension: the processes, what each works on, and how far behind it is.
 *
 * @param version of this server
 */
record QueryCluster(Cluster cluster, String version) implements Action<QueryCluster.Request> {

  /** It has no parameters. */
  record Request() {}

  @Override
  public Request parse(Params params) {
    return new Request();
  }

  @Override
  public CompletableFuture<Answer> run(Request request, Client client) {
    return cluster.describe().thenApply(state -> json -> write(state, json));
  }

  private void write(ClusterState state, JsonGenerator json) throws IOException {
    Here here = state.here();
    json.writeStringField("version", version);
    json.writeStringField("instanceId", here.instanceId());
    json.writeArrayFieldStart("troubles");
    for (String trouble : here.troubles()) {
      json.writeString(trouble);
    }
    json.writeEndArray();
    json.writeNumberField("clockMs", here.clockMs());
    json.writeNumberField("logTimeMs", here.logTimeMs());
    json.writeNumberField("logTimeAheadMs", here.logTimeAheadMs());
    if (state.kafka().isPresent()) {
      write(state.kafka().get(), json);
    }
  }

  private static void write(Kafka kafka, JsonGenerator json) throws IOException {
    json.writeArrayFieldStart("processList");
    for (Member process : kafka.processes()) {
      json.writeStartObject();
      json.writeStringField("instanceId", process.instanceId());
      json.writeStringField("host", process.host());
      json.writeNumberField("rulesVersion", process.rulesVersion());
      json.writeEndObject();
    }
    json.writeEndArray();
    write("commands", kafka.commands(), json);
    write("publications", kafka.publications(), json);
    json.writeObjectFieldStart("kafka");
    json.writeStringField("clusterId", kafka.clusterId());
    json.writeNumberField("controllerId", kafka.controllerId());
    json.writeStringField("clientVersion", kafka.clientVersion());
    json.writeNumberField("metadataVersion", kafka.metadataVersion());
    json.writeArrayFieldStart("brokerList");
    for (Broker broker : kafka.brokers()) {
      json.writeStartObject();
      json.writeNumberField("id", broker.id());
      json.writeStringField("host", broker.host());
      json.writeNumberField("port", broker.port());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void write(String name, Progress progress, JsonGenerator json) throws IOException {
    json.writeObjectFieldStart(name);
    json.writeStringField("kafkaTopic", progress.kafkaTopic());
    json.writeArrayFieldStart("partitionList");
    for (Partition partition : progress.partitions()) {
      json.writeStartObject();
      json.writeNumberField("partition", partition.partition());
      if (partition.owner().isPresent()) {
        json.writeStringField("instanceId", partition.owner().get());
      }
      json.writeNumberField("end", partition.end());
      if (partition.committed().isPresent()) {
        json.writeNumberField("committed", partition.committed().getAsLong());
      }
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }
}
