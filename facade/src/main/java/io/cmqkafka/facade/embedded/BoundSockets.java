package io.cmqkafka.facade.embedded;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import org.apache.kafka.common.utils.Utils;
import org.apache.kafka.server.ServerSocketFactory;

/**
 * The listening sockets of both listeners, bound before Kafka starts: so the ports are known when
 * its configuration is written, nobody can take them in between, and a conflict shows at once.
 */
final class BoundSockets implements ServerSocketFactory, AutoCloseable {
  private static final int BACKLOG = 200;

  private final ServerSocketChannel broker;
  private final ServerSocketChannel controller;

  private BoundSockets(ServerSocketChannel broker, ServerSocketChannel controller) {
    this.broker = broker;
    this.controller = controller;
  }

  /**
   * @throws java.net.BindException when the broker's address cannot be had
   */
  static BoundSockets bind(String host, int port) throws IOException {
    ServerSocketChannel broker = bind(new InetSocketAddress(host, port));
    try {
      return new BoundSockets(
          broker, bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)));
    } catch (IOException e) {
      broker.close();
      throw e;
    }
  }

  InetSocketAddress brokerAddress() throws IOException {
    return (InetSocketAddress) broker.getLocalAddress();
  }

  InetSocketAddress controllerAddress() throws IOException {
    return (InetSocketAddress) controller.getLocalAddress();
  }

  @Override
  public ServerSocketChannel openServerSocket(
      String listener, InetSocketAddress address, int backlog, int receiveBuffer)
      throws IOException {
    return listener.equals(BrokerProperties.CONTROLLER_LISTENER) ? controller : broker;
  }

  /** Harmless on sockets that Kafka has closed already. */
  @Override
  public void close() {
    Utils.closeQuietly(broker, "the broker's socket");
    Utils.closeQuietly(controller, "the controller's socket");
  }

  private static ServerSocketChannel bind(InetSocketAddress address) throws IOException {
    ServerSocketChannel channel = ServerSocketChannel.open();
    try {
      channel.configureBlocking(false);
      channel.bind(address, BACKLOG);
      return channel;
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }
}
