package dev.holdfast.server.web.tls;

import dev.holdfast.spi.ProblemException;
import dev.holdfast.spi.Secret;
import io.helidon.common.configurable.Resource;
import io.helidon.common.pki.Keys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** The certificate and key that the server shows, read from files. Its users take turns. */
public final class ServerTls {
  private static final long LARGEST_FILE = 1 << 20;

  /** The state of one file: another state means that it has to be read again. */
  private record Seen(Path file, long modified, long size, Object key) {}

  private final TlsSettings settings;
  private final List<Path> files;
  private List<Seen> seen = List.of();
  private List<X509Certificate> chain = List.of();

  /**
   * Prepares to read.
   *
   * @param directory where relative paths begin
   */
  public ServerTls(TlsSettings settings, Path directory) {
    this.settings = settings;
    List<Path> named = new ArrayList<>();
    for (String file :
        List.of(
            settings.certificateFile(),
            settings.keyFile(),
            settings.keyStoreFile(),
            settings.clientCaFile())) {
      if (!file.isEmpty()) {
        named.add(directory.resolve(file));
      }
    }
    this.files = List.copyOf(named);
  }

  /**
   * Reads the files.
   *
   * @throws ProblemException one is missing, unreadable, or not what it should be; what was read
   *     before stays
   */
  public SSLContext read() {
    List<Seen> now = look();
    try {
      Keys keys = keys();
      if (keys.privateKey().isEmpty() || keys.certChain().isEmpty()) {
        throw new ProblemException(
            TlsProblems.TLS_FILES.because("there is no private key with its certificate in them"));
      }
      checkPair(keys);
      SSLContext made = context(keys);
      chain = List.copyOf(keys.certChain());
      seen = now;
      return made;
    } catch (ProblemException e) {
      throw e;
    } catch (RuntimeException | GeneralSecurityException | IOException e) {
      throw new ProblemException(TlsProblems.TLS_FILES.because(rootCause(e)), e);
    }
  }

  private Keys keys() throws GeneralSecurityException, IOException {
    if (settings.keyStoreFile().isEmpty()) {
      return Keys.builder()
          .pem(pem -> {
            pem.certChain(Resource.create(files.get(0))).key(Resource.create(files.get(1)));
            password(settings.keyPassword()).ifPresent(pem::keyPassphrase);
          })
          .build();
    }
    char[] password = settings.keyStorePassword().value().toCharArray();
    String alias = alias(KeyStore.getInstance(files.get(0).toFile(), password));
    return Keys.builder()
        .keystore(store ->
            store
                .keystore(Resource.create(files.get(0)))
                .type("PKCS12")
                .passphrase(password)
                .keyAlias(alias))
        .build();
  }

  /** The first private key of the store, whatever its name. */
  private static String alias(KeyStore store) throws GeneralSecurityException {
    for (String alias : Collections.list(store.aliases())) {
      if (store.isKeyEntry(alias)) {
        return alias;
      }
    }
    throw new ProblemException(TlsProblems.TLS_FILES.because("there is no private key in it"));
  }

  private SSLContext context(Keys keys) throws GeneralSecurityException, IOException {
    char[] inMemory = {};
    KeyStore own = KeyStore.getInstance("PKCS12");
    own.load(null, null);
    own.setKeyEntry(
        "server",
        keys.privateKey().orElseThrow(),
        inMemory,
        keys.certChain().toArray(X509Certificate[]::new));
    KeyManagerFactory shown =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    shown.init(own, inMemory);
    KeyStore authorities = KeyStore.getInstance("PKCS12");
    authorities.load(null, null);
    if (settings.asksForCertificates()) {
      for (X509Certificate authority : authorities()) {
        authorities.setCertificateEntry("" + authorities.size(), authority);
      }
    }
    TrustManagerFactory trusted =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trusted.init(authorities);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(shown.getKeyManagers(), trusted.getTrustManagers(), null);
    return context;
  }

  private List<X509Certificate> authorities() {
    Keys read =
        Keys.builder().pem(pem -> pem.certificates(Resource.create(files.getLast()))).build();
    if (read.certs().isEmpty()) {
      throw new ProblemException(
          TlsProblems.TLS_FILES.because("there is no certificate in " + files.getLast()));
    }
    return read.certs();
  }

  /** A key that belongs to another certificate would only show when a client connects. */
  private static void checkPair(Keys keys) {
    String key = keys.privateKey().orElseThrow().getAlgorithm();
    String certificate = keys.certChain().getFirst().getPublicKey().getAlgorithm();
    if (!key.equals(certificate) || !Signatures.belongTogether(keys)) {
      throw new ProblemException(
          TlsProblems.TLS_FILES.because(
              "the private key ("
                  + key
                  + ") is not that of the certificate ("
                  + certificate
                  + ")"));
    }
  }

  private static Optional<char[]> password(Secret secret) {
    return secret.value().isEmpty() ? Optional.empty() : Optional.of(secret.value().toCharArray());
  }

  private static String rootCause(Throwable failure) {
    Throwable cause = failure;
    while (cause.getCause() != null && !cause.getCause().equals(cause)) {
      cause = cause.getCause();
    }
    return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
  }

  /** Whether one of the files is another one than when they were read. */
  boolean hasChanged() {
    return !look().equals(seen);
  }

  private List<Seen> look() {
    return files.stream().map(ServerTls::look).toList();
  }

  private static Seen look(Path file) {
    try {
      var attributes = Files.readAttributes(file, BasicFileAttributes.class);
      if (attributes.size() > LARGEST_FILE) {
        throw new ProblemException(
            TlsProblems.TLS_FILES.because(file + " is larger than " + LARGEST_FILE + " bytes"));
      }
      Object key = attributes.fileKey();
      return new Seen(
          file,
          attributes.lastModifiedTime().toMillis(),
          attributes.size(),
          key == null ? "" : key);
    } catch (IOException e) {
      throw new ProblemException(TlsProblems.TLS_FILES.because(e.toString()), e);
    }
  }

  /** When the first certificate of the chain ends. */
  Optional<Instant> expires() {
    return chain.isEmpty()
        ? Optional.empty()
        : Optional.of(chain.getFirst().getNotAfter().toInstant());
  }

  /** The certificate that is shown, as PEM: the local command line trusts this one only. */
  String pem() {
    try {
      return "-----BEGIN CERTIFICATE-----\n"
          + Base64.getMimeEncoder(64, new byte[] {'\n'})
              .encodeToString(chain.getFirst().getEncoded())
          + "\n-----END CERTIFICATE-----\n";
    } catch (CertificateEncodingException e) {
      throw new IllegalStateException("a certificate that was read has no encoding", e);
    }
  }
}
