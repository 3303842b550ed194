package io.cmqkafka.facade;

import java.io.IOException;
import java.util.Arrays;

/**
 * Runs another main class and ends the process when its standard input does: so nothing is left
 * behind, even if whoever started it is killed.
 */
final class Leash {
  private Leash() {}

  /**
   * @param args the main class, and its arguments
   */
  public static void main(String[] args) throws ReflectiveOperationException {
    Thread thread = new Thread(Leash::haltAtEndOfInput, "leash");
    thread.setDaemon(true);
    thread.start();
    Class.forName(args[0])
        .getMethod("main", String[].class)
        .invoke(null, (Object) Arrays.copyOfRange(args, 1, args.length));
  }

  private static void haltAtEndOfInput() {
    try {
      while (System.in.read() >= 0) {
        // Nothing is sent.
      }
    } catch (IOException e) {
      // As good as its end.
    }
    Runtime.getRuntime().halt(1);
  }
}
