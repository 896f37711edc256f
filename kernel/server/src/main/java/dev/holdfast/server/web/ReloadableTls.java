package dev.holdfast.server.web;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.security.KeyManagementException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLContextSpi;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLServerSocketFactory;
import javax.net.ssl.SSLSessionContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * TLS for every connection that is accepted, by the certificate that is in force then.
 *
 * <p>Helidon 4.5.0 takes a context but not its parameters: over stream sockets it would speak every
 * version, ask nobody for a certificate, and wait for a handshake for ever. So the sockets are made
 * here, with all three. Safe for use by several threads.
 */
final class ReloadableTls {
  private static final String PROTOCOL = "TLS";

  private final String[] protocols;
  private final boolean asksForCertificates;
  private final long handshakeLimit;
  private final LongSupplier ticker;
  private final Map<SocketAddress, Handshake> handshakes = new ConcurrentHashMap<>();
  private volatile SSLContext current;

  private record Handshake(Socket socket, long begun) {}

  /**
   * Starts with a certificate.
   *
   * @param handshakeLimit a client that is not done with its handshake by then is cut
   * @param ticker as {@link System#nanoTime}
   */
  ReloadableTls(
      TlsSettings settings, SSLContext first, Duration handshakeLimit, LongSupplier ticker) {
    this.protocols =
        settings.minVersion() == TlsSettings.MinVersion.TLS_1_2
            ? new String[] {"TLSv1.3", "TLSv1.2"}
            : new String[] {"TLSv1.3"};
    this.asksForCertificates = settings.asksForCertificates();
    this.handshakeLimit = handshakeLimit.toNanos();
    this.ticker = ticker;
    this.current = first;
  }

  /** Uses another certificate for connections from now on. */
  void replace(SSLContext next) {
    current = next;
  }

  /** The context that is handed to Helidon, once. */
  SSLContext context() {
    return new SSLContext(new Sockets(), current.getProvider(), PROTOCOL) {};
  }

  /** A connection is past its handshake. */
  void done(SocketAddress peer) {
    handshakes.remove(peer);
  }

  /** Cuts the clients whose handshake takes too long; returns their addresses. */
  List<String> cutSlow() {
    long now = ticker.getAsLong();
    return handshakes.entrySet().stream()
        .filter(each -> now - each.getValue().begun() > handshakeLimit)
        .filter(each -> handshakes.remove(each.getKey(), each.getValue()))
        .map(each -> cut(each.getValue().socket()))
        .toList();
  }

  private static String cut(Socket socket) {
    InetAddress peer = socket.getInetAddress();
    try {
      socket.close();
    } catch (IOException gone) {
      // Nothing is left to close.
    }
    return peer == null ? "" : peer.getHostAddress();
  }

  private Socket prepared(Socket raw, Socket made) {
    SSLSocket secure = (SSLSocket) made;
    secure.setUseClientMode(false);
    secure.setEnabledProtocols(protocols);
    secure.setWantClientAuth(asksForCertificates);
    SocketAddress peer = raw.getRemoteSocketAddress();
    if (peer != null) {
      handshakes.put(peer, new Handshake(raw, ticker.getAsLong()));
    }
    return secure;
  }

  private final class ServerSide extends SSLSocketFactory {
    @Override
    public Socket createSocket(Socket raw, @Nullable InputStream consumed, boolean autoClose)
        throws IOException {
      return prepared(raw, current.getSocketFactory().createSocket(raw, consumed, autoClose));
    }

    @Override
    public String[] getDefaultCipherSuites() {
      return current.getSocketFactory().getDefaultCipherSuites();
    }

    @Override
    public String[] getSupportedCipherSuites() {
      return current.getSocketFactory().getSupportedCipherSuites();
    }

    @Override
    public Socket createSocket(Socket raw, String host, int port, boolean autoClose) {
      throw clientsOnly();
    }

    @Override
    public Socket createSocket(String host, int port) {
      throw clientsOnly();
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress local, int localPort) {
      throw clientsOnly();
    }

    @Override
    public Socket createSocket(InetAddress host, int port) {
      throw clientsOnly();
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort) {
      throw clientsOnly();
    }

    private static IllegalStateException clientsOnly() {
      return new IllegalStateException("sockets of a server are accepted, not connected");
    }
  }

  private final class Sockets extends SSLContextSpi {
    @Override
    protected SSLSocketFactory engineGetSocketFactory() {
      return new ServerSide();
    }

    @Override
    protected SSLServerSocketFactory engineGetServerSocketFactory() {
      return current.getServerSocketFactory();
    }

    @Override
    protected SSLEngine engineCreateSSLEngine() {
      return current.createSSLEngine();
    }

    @Override
    protected SSLEngine engineCreateSSLEngine(String host, int port) {
      return current.createSSLEngine(host, port);
    }

    @Override
    protected SSLSessionContext engineGetServerSessionContext() {
      return current.getServerSessionContext();
    }

    @Override
    protected SSLSessionContext engineGetClientSessionContext() {
      return current.getClientSessionContext();
    }

    @Override
    protected void engineInit(
        KeyManager @Nullable [] keys,
        TrustManager @Nullable [] trust,
        @Nullable SecureRandom random)
        throws KeyManagementException {
      throw new KeyManagementException("it is initialised");
    }
  }
}
