package io.cmqkafka.facade.action;

import com.fasterxml.jackson.core.JsonGenerator;
import io.cmqkafka.queue.QueueAttributes;
import java.io.IOException;

/** How a queue's settings are written. */
final class AttributeFields {
  private AttributeFields() {}

  static void write(QueueAttributes attributes, JsonGenerator json) throws IOException {
    json.writeNumberField("maxMsgHeapNum", attributes.maxMsgHeapNum());
    json.writeNumberField("pollingWaitSeconds", attributes.pollingWaitSeconds());
    json.writeNumberField("visibilityTimeout", attributes.visibilityTimeout());
    json.writeNumberField("maxMsgSize", attributes.maxMsgSize());
    json.writeNumberField("msgRetentionSeconds", attributes.msgRetentionSeconds());
    json.writeNumberField("rewindSeconds", attributes.rewindSeconds());
  }
}
