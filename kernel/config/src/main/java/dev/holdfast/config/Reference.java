package dev.holdfast.config;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLConnection;
import java.util.Optional;

/**
 * The defaults of a block.
 *
 * @param origin how messages name it, such as {@code reference.conf of journal}
 * @param text HOCON; only what lies inside of the block is used
 */
public record Reference(String origin, String text) {

  /** For a block that has no defaults. */
  public static Reference none(String origin) {
    return new Reference(origin, "");
  }

  /**
   * Reads a resource, best found through the plugin's own class loader.
   *
   * @throws IOException it cannot be read
   */
  public static Reference of(String origin, URL resource) throws IOException {
    return of(origin, resource, Integer.MAX_VALUE - 8);
  }

  /**
   * Reads a resource that somebody else has made.
   *
   * @param most bytes
   * @throws IOException it cannot be read, or is larger
   */
  public static Reference of(String origin, URL resource, int most) throws IOException {
    URLConnection connection = resource.openConnection();
    // The cache would keep the jar open after the plugin was removed, and serve its old content.
    connection.setUseCaches(false);
    try (InputStream in = connection.getInputStream()) {
      byte[] bytes = in.readNBytes(most);
      if (bytes.length == most && in.read() >= 0) {
        throw new IOException(origin + " is larger than " + most + " bytes");
      }
      return new Reference(origin, new String(bytes, UTF_8));
    }
  }

  /** Why the text cannot be read; nothing when it can. */
  public Optional<String> fault() {
    try {
      var _ = ConfigFactory.parseString(text, UserSettings.options(origin));
      return Optional.empty();
    } catch (ConfigException e) {
      return Optional.of(ConfigurationFile.reason(e));
    } catch (StackOverflowError e) {
      return Optional.of("it is nested too deeply");
    }
  }
}
