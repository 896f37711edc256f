package dev.holdfast.server.web.tls;

import dev.holdfast.server.edge.Securing;
import java.io.IOException;
import java.net.Socket;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/**
 * TLS for every connection that is accepted, by the certificate that is in force then. Safe for use
 * by several threads.
 */
public final class ReloadableTls implements Securing {
  private static final String HTTP = "http/1.1";

  private final String[] protocols;
  private final boolean asksForCertificates;
  private volatile SSLContext current;

  /** Starts with a certificate. */
  public ReloadableTls(TlsSettings settings, SSLContext first) {
    this.protocols =
        settings.minVersion() == TlsSettings.MinVersion.TLS_1_2
            ? new String[] {"TLSv1.3", "TLSv1.2"}
            : new String[] {"TLSv1.3"};
    this.asksForCertificates = settings.asksForCertificates();
    this.current = first;
  }

  /** Uses another certificate for connections from now on. */
  public void replace(SSLContext next) {
    current = next;
  }

  @Override
  public SSLSocket secure(Socket raw) throws IOException {
    SSLSocket secure = (SSLSocket) current.getSocketFactory().createSocket(raw, null, true);
    secure.setUseClientMode(false);
    secure.setEnabledProtocols(protocols);
    secure.setWantClientAuth(asksForCertificates);
    secure.setHandshakeApplicationProtocolSelector((socket, offered) -> chosen(offered));
    return secure;
  }

  /** Null refuses a client that speaks something else only (RFC 7301, 3.2). */
  private static @Nullable String chosen(List<String> offered) {
    return offered.contains(HTTP) ? HTTP : null;
  }
}
