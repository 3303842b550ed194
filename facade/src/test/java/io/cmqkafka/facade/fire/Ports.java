package io.cmqkafka.facade.fire;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;

/**
 * Free ports of the loopback address for processes that come back to the same one. They lie below
 * the ports that systems give to outgoing connections, so none is taken while its process is down.
 */
final class Ports {
  private static final int FIRST = 15_000;
  private static final int LAST = 32_000;
  private static final int MOST_TRIES = 1_000;

  private final Random random = new Random();
  private final Set<Integer> given = new HashSet<>();

  int next() throws IOException {
    for (int i = 0; i < MOST_TRIES; i++) {
      int port = FIRST + random.nextInt(LAST - FIRST);
      if (!given.contains(port) && isFree(port)) {
        given.add(port);
        return port;
      }
    }
    throw new IOException("No free port between " + FIRST + " and " + LAST);
  }

  static String address(int port) {
    return "127.0.0.1:" + port;
  }

  private static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return socket.isBound();
    } catch (IOException e) {
      return false;
    }
  }
}
