package io.cmqkafka.facade.api;

import io.cmqkafka.queue.Refusal;

/**
 * CMQ's errors: the answer's code, the module number that stands in parentheses before the text,
 * and the text. The typos are CMQ's own and part of the interface.
 */
public enum CmqError {
  INTERNAL(6000, 10050, "server internal error");

  private final int code;
  private final int module;
  private final String text;

  CmqError(int code, int module, String text) {
    this.code = code;
    this.module = module;
    this.text = text;
  }

  public int code() {
    return code;
  }

  /** {@code (module)text}, the text's {@code %s} filled with the arguments. */
  public String message(Object... arguments) {
    return "(" + module + ")" + (arguments.length == 0 ? text : String.format(text, arguments));
  }

  /** The only translation of a refusal into CMQ's codes. */
  public static CmqError of(Refusal refusal) {
    return INTERNAL;
  }
}
