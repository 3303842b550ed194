package io.cmqkafka.facade.push;

import java.util.Map;
import org.eclipse.jetty.client.transport.HttpClientTransportOverHTTP;
import org.eclipse.jetty.io.ClientConnector;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.util.ssl.SslContextFactory;

/** HTTP/1.1 on connections that lose no request. */
class PushTransport extends HttpClientTransportOverHTTP {
  PushTransport(SslContextFactory.Client tls) {
    super(connector(tls));
  }

  @Override
  public Connection newConnection(EndPoint endPoint, Map<String, Object> context) {
    return customize(new PushConnection(endPoint, context), context);
  }

  private static ClientConnector connector(SslContextFactory.Client tls) {
    ClientConnector connector = new ClientConnector();
    connector.setSelectors(1);
    connector.setSslContextFactory(tls);
    return connector;
  }
}
