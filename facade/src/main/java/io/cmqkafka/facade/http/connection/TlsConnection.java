package io.cmqkafka.facade.http.connection;

import java.io.IOException;
import java.nio.ByteBuffer;
import javax.net.ssl.SSLEngine;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.ssl.SslConnection;
import org.eclipse.jetty.io.ssl.SslHandshakeListener;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;

/** TLS between a client's {@link SocketEndPoint} and the requests that come out of it. */
final class TlsConnection extends SslConnection implements SslHandshakeListener {

  private TlsConnection(
      Connector connector, SslContextFactory context, EndPoint socket, SSLEngine engine) {
    super(connector.getByteBufferPool(), connector.getExecutor(), context, socket, engine);
    addHandshakeListener(this);
  }

  /** Makes the connections of a connector. */
  static SslConnectionFactory factory(SslContextFactory.Server context, String nextProtocol) {
    SslConnectionFactory factory =
        new SslConnectionFactory(context, nextProtocol) {
          @Override
          protected SslConnection newSslConnection(
              Connector connector, EndPoint endPoint, SSLEngine engine) {
            return new TlsConnection(connector, context, endPoint, engine);
          }
        };
    // It would refuse requests whose Host is not the certificate's, which is the client's matter.
    factory.setEnsureSecureRequestCustomizer(false);
    return factory;
  }

  @Override
  public void handshakeSucceeded(Event event) {
    socket().deadline().handshaken();
  }

  @Override
  protected SslEndPoint newSslEndPoint() {
    return new Decrypted();
  }

  private SocketEndPoint socket() {
    return (SocketEndPoint) getEndPoint();
  }

  private final class Decrypted extends SslEndPoint implements ClientEndPoint {
    private final PeekedByte peeked = new PeekedByte();

    @Override
    public SocketEndPoint socket() {
      return TlsConnection.this.socket();
    }

    @Override
    public DisconnectWatch watch(Runnable gone) {
      return DisconnectWatch.start(this, () -> peeked.peek(super::fill), gone);
    }

    @Override
    public int fill(ByteBuffer buffer) throws IOException {
      int filled = peeked.isThere() ? peeked.giveBack(buffer, super::fill) : super.fill(buffer);
      if (filled > 0) {
        socket().requestCame(buffer, filled);
      }
      return filled;
    }
  }
}
