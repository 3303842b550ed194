package io.cmqkafka.facade.history;

import java.nio.ByteBuffer;
import java.util.Base64;

/**
 * What a receipt handle says, its seal aside. It is more exact than the answer around it, whose
 * times are cut to seconds.
 *
 * @param serial the delivery's number in its queue partition
 * @param until end of visibility, epoch ms of log time
 */
record Handle(int partition, long offset, long serial, long until) {

  static Handle read(String text) {
    ByteBuffer in = ByteBuffer.wrap(Base64.getUrlDecoder().decode(text));
    return new Handle(in.getInt(), in.getLong(), in.getLong(), in.getLong());
  }

  String msgId() {
    return Long.toString((partition + 1L) << 48 | offset);
  }
}
