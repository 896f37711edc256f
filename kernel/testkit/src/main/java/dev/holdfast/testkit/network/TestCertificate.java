package dev.holdfast.testkit.network;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;

/**
 * A certificate for localhost that was made for this run, by the JDK's own tool, below {@code
 * target}.
 */
public final class TestCertificate {
  private static final Path DIRECTORY = make();

  private TestCertificate() {}

  /** Shows it as a server. */
  public static SSLSocketFactory server() throws IOException {
    try {
      char[] password = "changeit".toCharArray();
      KeyStore store = KeyStore.getInstance(DIRECTORY.resolve("keys.p12").toFile(), password);
      KeyManagerFactory keys =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      keys.init(store, password);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys.getKeyManagers(), null, null);
      return context.getSocketFactory();
    } catch (GeneralSecurityException e) {
      throw new IOException(e);
    }
  }

  /** The file that makes whoever is told of it trust it. */
  public static Path pem() {
    return DIRECTORY.resolve("certificate.pem");
  }

  private static Path make() {
    try {
      Path directory = Files.createTempDirectory(Path.of("target"), "certificate");
      keytool(
          directory,
          "-genkeypair -alias localhost -keyalg EC -dname CN=localhost -ext san=dns:localhost"
              + " -validity 2 -storetype PKCS12");
      keytool(directory, "-exportcert -rfc -alias localhost -file certificate.pem");
      return directory;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void keytool(Path directory, String words)
      throws IOException, InterruptedException {
    String tool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
    List<String> command =
        List.of((tool + " " + words + " -keystore keys.p12 -storepass changeit").split(" "));
    Process process =
        new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true).start();
    process.getInputStream().readAllBytes();
    if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
      throw new IOException("keytool " + words + " ended with " + process.exitValue());
    }
  }
}
