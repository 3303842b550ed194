package io.cmqkafka.facade.console;

import java.util.Map;

/**
 * An answer that is no envelope of CMQ's.
 *
 * @param status of HTTP
 * @param headers all of them; Content-Length is also there when the body is left out because the
 *     browser has it
 * @param body shared with other answers, so never changed; empty where there is none
 */
public record ConsoleAnswer(int status, Map<String, String> headers, byte[] body) {
  static final int OK = 200;
  static final int FOUND = 302;
  static final int NOT_MODIFIED = 304;
  static final int NOT_FOUND = 404;
}
