package dev.holdfast.websocket;

import io.helidon.common.socket.PeerInfo;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * What a client shows of itself with a request; nothing of it is believed yet.
 *
 * @param token the bearer token as the client sent it; null when it showed none. Never logged.
 * @param host the Host header; null when there is none, which no browser leaves out
 * @param address the IP address that the connection comes from
 * @param certified whether it showed a TLS certificate that the configured authorities have signed
 */
public record Caller(
    @Nullable String token, @Nullable String host, String address, boolean certified) {

  /** A caller of this connection. */
  public static Caller of(@Nullable String token, @Nullable String host, PeerInfo peer) {
    return new Caller(token, host, address(peer), peer.tlsCertificates().isPresent());
  }

  /** The IP address of a peer; never its name, which would be looked up. */
  public static String address(PeerInfo peer) {
    return peer.address() instanceof InetSocketAddress inet && inet.getAddress() != null
        ? inet.getAddress().getHostAddress()
        : peer.host();
  }

  @Override
  public String toString() {
    return "Caller[" + address + "]";
  }
}
