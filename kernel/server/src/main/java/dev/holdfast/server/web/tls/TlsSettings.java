package dev.holdfast.server.web.tls;

import dev.holdfast.spi.ProblemException;
import dev.holdfast.spi.Range;
import dev.holdfast.spi.Secret;
import java.nio.file.Path;
import java.time.Duration;

/**
 * {@code holdfast.web.tls}; off while neither a certificate nor a key store is named.
 *
 * @param certificateFile PEM: the server's certificate, then those that signed it
 * @param keyFile PEM: its private key
 * @param keyPassword of the private key; empty when it has none
 * @param keyStoreFile PKCS12, instead of the two PEM files
 * @param keyStorePassword of the key store
 * @param minVersion the oldest version that a client may speak
 * @param clientCaFile PEM: who signs the certificates that clients must show; empty asks for none
 * @param checkInterval between two looks whether one of the files has changed
 * @param expiryWarning so long before the certificate ends the server is degraded
 */
public record TlsSettings(
    String certificateFile,
    String keyFile,
    Secret keyPassword,
    String keyStoreFile,
    Secret keyStorePassword,
    MinVersion minVersion,
    String clientCaFile,
    @Range(min = "1 s", max = "1 d") Duration checkInterval,
    @Range(min = "0 ms", max = "365 d") Duration expiryWarning) {

  /** The versions that are still safe to speak. */
  public enum MinVersion {
    TLS_1_2,
    TLS_1_3
  }

  /** Checks what belongs together. */
  public TlsSettings {
    if (!certificateFile.isEmpty() && !keyStoreFile.isEmpty()) {
      throw new IllegalArgumentException("name either certificate-file or key-store-file");
    }
    if (certificateFile.isEmpty() != keyFile.isEmpty()) {
      throw new IllegalArgumentException("certificate-file and key-file go together");
    }
    if (!clientCaFile.isEmpty() && certificateFile.isEmpty() && keyStoreFile.isEmpty()) {
      throw new IllegalArgumentException("client-ca-file needs certificate-file or key-store-file");
    }
  }

  /**
   * Reads the files as the port does when it is opened.
   *
   * @param directory where relative paths begin
   * @throws ProblemException one is missing, unreadable, or not what it should be
   */
  public void check(Path directory) {
    if (isOn()) {
      var _ = new ServerTls(this, directory).read();
    }
  }

  public boolean isOn() {
    return !certificateFile.isEmpty() || !keyStoreFile.isEmpty();
  }

  public boolean asksForCertificates() {
    return !clientCaFile.isEmpty();
  }
}
