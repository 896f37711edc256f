package dev.holdfast.server.edge;

import io.helidon.common.socket.PeerInfo;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.security.Principal;
import java.security.cert.Certificate;
import java.util.Optional;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/**
 * One end of a connection.
 *
 * @param inet where it is; never a name, which would have to be looked up
 * @param session of TLS; null for our end, and without TLS
 */
record Peer(InetSocketAddress inet, @Nullable SSLSession session) implements PeerInfo {
  @Override
  public SocketAddress address() {
    return inet;
  }

  @Override
  public String host() {
    return inet.getAddress().getHostAddress();
  }

  @Override
  public int port() {
    return inet.getPort();
  }

  @Override
  public Optional<Principal> tlsPrincipal() {
    try {
      return session == null ? Optional.empty() : Optional.of(session.getPeerPrincipal());
    } catch (SSLPeerUnverifiedException none) {
      return Optional.empty();
    }
  }

  @Override
  public Optional<Certificate[]> tlsCertificates() {
    try {
      return session == null ? Optional.empty() : Optional.of(session.getPeerCertificates());
    } catch (SSLPeerUnverifiedException none) {
      return Optional.empty();
    }
  }
}
