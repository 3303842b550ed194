package io.cmqkafka.facade.action;

import static org.assertj.core.api.Assertions.assertThat;

import io.cmqkafka.ClusterState;
import io.cmqkafka.facade.auth.Rights;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ClusterActionsTest {
  private final FakeCluster cluster = new FakeCluster();
  private final Caller caller = new Caller(cluster);

  @Test
  void theClusterIsToldProcessByProcessAndPartitionByPartition() {
    assertThat(caller.call("QueryCluster"))
        .isEqualTo(
            """
            {"code":0,"message":"","version":"1.2.3","instanceId":"aa",\
            "troubles":["it is \\"slow\\""],"clockMs":1000,"logTimeMs":1001,"logTimeAheadMs":0,\
            "processList":[{"instanceId":"aa","host":"10.0.0.1","rulesVersion":3},\
            {"instanceId":"bb","host":"10.0.0.2","rulesVersion":2}],\
            "commands":{"kafkaTopic":"cmq.commands","partitionList":[\
            {"partition":0,"instanceId":"aa","end":10,"committed":9},{"partition":1,"end":5}]},\
            "publications":{"kafkaTopic":"cmq.publications","partitionList":[]},\
            "kafka":{"clusterId":"id","controllerId":1,"clientVersion":"4.2.0","metadataVersion":29,\
            "brokerList":[{"id":1,"host":"broker","port":9092}]}}""");
  }

  @Test
  void whatKafkaDoesNotTellIsNotThere() {
    cluster.state = new ClusterState(cluster.state.here(), Optional.empty());
    assertThat(caller.call("QueryCluster"))
        .contains("\"code\":0", "\"troubles\"")
        .doesNotContain("processList", "commands", "kafka");
  }

  @Test
  void whoMayDoEverythingIsToldEachAction() {
    assertThat(caller.call("QueryRights"))
        .contains("\"everything\":1")
        .contains(
            "{\"action\":\"ClearQueue\",\"group\":\"admin\",\"on\":\"queues\",\"names\":[\"*\"]}",
            "{\"action\":\"QueryCluster\",\"group\":\"read-only\",\"on\":\"cluster\",\"names\":[\"*\"]}");
  }

  @Test
  void whoMayDoLittleIsToldThat() {
    caller.rights = Rights.NONE.and("SendMessage on queues b*, a").and("SendMessage on queues a");
    assertThat(caller.call("QueryRights"))
        .isEqualTo(
            "{\"code\":0,\"message\":\"\",\"everything\":0,\"actionList\":[{\"action\":\"SendMessage\","
                + "\"group\":\"send\",\"on\":\"queues\",\"names\":[\"a\",\"b*\"]}]}");
    caller.rights = caller.rights.and("send");
    assertThat(caller.call("QueryRights"))
        .contains("\"SendMessage\"")
        .contains("\"names\":[\"*\"]");
    caller.rights = Rights.NONE;
    assertThat(caller.call("QueryRights")).endsWith("\"everything\":0,\"actionList\":[]}");
  }
}
