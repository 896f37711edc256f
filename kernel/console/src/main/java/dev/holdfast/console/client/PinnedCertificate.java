package dev.holdfast.console.client;

import dev.holdfast.console.terminal.Failures;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Trusts the one certificate that the server of a data directory shows, whatever name and signer it
 * has: who may read the server's token may read this file too, and nobody else writes it.
 */
public final class PinnedCertificate extends X509ExtendedTrustManager {
  private final @Nullable X509Certificate pinned;

  /** Trusts one certificate, or any when there is none to compare with. */
  private PinnedCertificate(@Nullable X509Certificate pinned) {
    this.pinned = pinned;
  }

  /**
   * For the server of this data directory.
   *
   * @param remote whether another server is asked
   * @return empty for a server elsewhere, and while this one has written no certificate
   */
  public static Optional<SSLContext> of(boolean remote, Path dataDirectory) {
    Path file = dataDirectory.resolve("run").resolve("server.crt");
    if (remote || !Files.isReadable(file)) {
      return Optional.empty();
    }
    try (InputStream in = Files.newInputStream(file)) {
      var certificate =
          (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
      return Optional.of(context(new PinnedCertificate(certificate)));
    } catch (IOException | CertificateException e) {
      throw Failures.unexpectedAnswer(file.toString(), "cannot be read: " + e.getMessage());
    }
  }

  /** Trusts any server: for a look whether something answers, which neither says nor believes. */
  static SSLContext any() {
    return context(new PinnedCertificate(null));
  }

  private static SSLContext context(TrustManager trust) {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, new TrustManager[] {trust}, new SecureRandom());
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has TLS", e);
    }
  }

  private void check(X509Certificate[] chain) throws CertificateException {
    if (pinned != null && (chain.length == 0 || !pinned.equals(chain[0]))) {
      throw new CertificateException(
          "the server shows another certificate than the one it has written down in run/server.crt");
    }
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
    check(chain);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, @Nullable Socket socket)
      throws CertificateException {
    check(chain);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, @Nullable SSLEngine engine)
      throws CertificateException {
    check(chain);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
    throw new CertificateException("no clients are expected here");
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, @Nullable Socket socket)
      throws CertificateException {
    checkClientTrusted(chain, type);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, @Nullable SSLEngine engine)
      throws CertificateException {
    checkClientTrusted(chain, type);
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return new X509Certificate[0];
  }
}
