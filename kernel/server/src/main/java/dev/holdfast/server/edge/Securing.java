package dev.holdfast.server.edge;

import java.io.IOException;
import java.net.Socket;
import javax.net.ssl.SSLSocket;

/** Makes connections that were accepted secure. */
@FunctionalInterface
public interface Securing {
  /**
   * Puts TLS on top of a connection; the handshake is still to come.
   *
   * @param raw connection, which is closed together with the secure one
   */
  SSLSocket secure(Socket raw) throws IOException;
}
