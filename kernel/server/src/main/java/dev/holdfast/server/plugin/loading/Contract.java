package dev.holdfast.server.plugin.loading;

import dev.holdfast.spi.ProblemException;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.Locale;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;

/**
 * What a jar says of its plugins in its manifest. {@code Holdfast-Api: 2} is the version of the
 * plugin contract for which they were built; it changes only when plugins have to change with it.
 * {@code Holdfast-Safe-Mode: true} says that they start in safe mode too.
 */
final class Contract {
  static final int VERSION = 2;
  private static final String ATTRIBUTE = "Holdfast-Api";
  private static final String SAFE_MODE = "Holdfast-Safe-Mode";
  private static final String PROVIDERS = "META-INF/services/dev.holdfast.spi.Plugin";
  private static final Logger LOG = System.getLogger("dev.holdfast.plugin");

  private Contract() {}

  /**
   * Looks at a jar; one without plugins has nothing to say.
   *
   * @throws ProblemException it was built for another contract
   * @throws IOException it cannot be read
   */
  static void check(Path jar) throws IOException {
    try (JarFile open = new JarFile(jar.toFile())) {
      if (open.size() == 0) {
        throw new IOException(jar.getFileName() + " is empty");
      }
      if (open.getEntry(PROVIDERS) == null) {
        return;
      }
      String built = attributes(open).getValue(ATTRIBUTE);
      if (built == null) {
        LOG.log(
            Level.DEBUG, () -> jar + " does not say for which contract it was built; it is tried");
      } else if (!built.strip().equals(String.valueOf(VERSION))) {
        throw new ProblemException(
            PluginProblems.OTHER_CONTRACT.because(
                String.format(
                    Locale.ROOT,
                    "%s says %s: %s, this server has %d",
                    jar.getFileName(),
                    ATTRIBUTE,
                    built.strip(),
                    VERSION)));
      }
    }
  }

  /** Whether its plugins start in safe mode too; one that cannot be read does not say so. */
  static boolean startsInSafeMode(Path jar) {
    try (JarFile open = new JarFile(jar.toFile())) {
      return open.getEntry(PROVIDERS) != null
          && Boolean.parseBoolean(attributes(open).getValue(SAFE_MODE));
    } catch (IOException | IllegalArgumentException e) {
      LOG.log(Level.DEBUG, () -> jar + " cannot be read: " + e);
      return false;
    }
  }

  private static Attributes attributes(JarFile jar) throws IOException {
    Manifest manifest = jar.getManifest();
    return manifest == null ? new Attributes() : manifest.getMainAttributes();
  }
}
