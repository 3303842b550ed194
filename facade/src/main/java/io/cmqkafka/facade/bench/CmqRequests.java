package io.cmqkafka.facade.bench;

import io.cmqkafka.facade.bench.RequestWriter.Names;
import java.util.List;

/** Writes the data-plane verbs' requests. For one thread. */
final class CmqRequests {
  private static final byte[] SEND = RequestWriter.ascii("SendMessage");
  private static final byte[] BATCH_SEND = RequestWriter.ascii("BatchSendMessage");
  private static final byte[] PUBLISH = RequestWriter.ascii("PublishMessage");
  private static final byte[] BATCH_PUBLISH = RequestWriter.ascii("BatchPublishMessage");
  private static final byte[] RECEIVE = RequestWriter.ascii("ReceiveMessage");
  private static final byte[] BATCH_RECEIVE = RequestWriter.ascii("BatchReceiveMessage");
  private static final byte[] DELETE = RequestWriter.ascii("DeleteMessage");
  private static final byte[] BATCH_DELETE = RequestWriter.ascii("BatchDeleteMessage");

  private final RequestWriter writer;

  CmqRequests(RequestWriter writer) {
    this.writer = writer;
  }

  void sendMessage(String queue, byte[] body, int delaySeconds) {
    writer.begin(SEND);
    delay(delaySeconds);
    writer.add(Names.MSG_BODY, body);
    end(queue);
  }

  void batchSendMessage(String queue, List<byte[]> bodies, int delaySeconds) {
    writer.begin(BATCH_SEND);
    delay(delaySeconds);
    bodies(bodies);
    end(queue);
  }

  void publishMessage(String topic, byte[] body) {
    writer.begin(PUBLISH);
    writer.add(Names.MSG_BODY, body);
    endWithTopic(topic);
  }

  void batchPublishMessage(String topic, List<byte[]> bodies) {
    writer.begin(BATCH_PUBLISH);
    bodies(bodies);
    endWithTopic(topic);
  }

  void receiveMessage(String queue, int pollingWaitSeconds) {
    writer.begin(RECEIVE);
    writer.add(Names.POLLING_WAIT_SECONDS, pollingWaitSeconds);
    end(queue);
  }

  void batchReceiveMessage(String queue, int numOfMsg, int pollingWaitSeconds) {
    writer.begin(BATCH_RECEIVE);
    writer.add(Names.NUM_OF_MSG, numOfMsg);
    writer.add(Names.POLLING_WAIT_SECONDS, pollingWaitSeconds);
    end(queue);
  }

  void deleteMessage(String queue, String receiptHandle) {
    writer.begin(DELETE);
    writer.add(Names.QUEUE_NAME, RequestWriter.utf8(queue));
    writer.add(Names.RECEIPT_HANDLE, RequestWriter.utf8(receiptHandle));
    writer.end();
  }

  void batchDeleteMessage(String queue, List<String> receiptHandles) {
    writer.begin(BATCH_DELETE);
    writer.add(Names.QUEUE_NAME, RequestWriter.utf8(queue));
    for (int i : Names.textOrder(receiptHandles.size())) {
      writer.add(Names.receiptHandle(i), RequestWriter.utf8(receiptHandles.get(i)));
    }
    writer.end();
  }

  private void bodies(List<byte[]> bodies) {
    for (int i : Names.textOrder(bodies.size())) {
      writer.add(Names.msgBody(i), bodies.get(i));
    }
  }

  private void delay(int seconds) {
    if (seconds > 0) {
      writer.add(Names.DELAY_SECONDS, seconds);
    }
  }

  private void end(String queue) {
    writer.add(Names.QUEUE_NAME, RequestWriter.utf8(queue));
    writer.end();
  }

  private void endWithTopic(String topic) {
    writer.add(Names.TOPIC_NAME, RequestWriter.utf8(topic));
    writer.end();
  }
}
