package dev.holdfast.server.plugin.loading;

import dev.holdfast.spi.Range;
import dev.holdfast.spi.Size;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.Locale;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * {@code holdfast.plugins.jar}: what the jar of a plugin may hold. The JDK reads manifests, lists
 * of services and classes as a whole, however large they are when they are unpacked, so every jar
 * is looked at before the JDK gets it.
 *
 * @param text the largest manifest, list of services, signature or reference.conf
 * @param unpacked what all of its files may come to
 * @param files how many there may be
 */
public record JarLimits(
    @Range(min = "1 KiB", max = "64 MiB") Size text,
    @Range(min = "1 MiB", max = "64 GiB") Size unpacked,
    @Range(min = "1", max = "1000000") int files) {

  /**
   * Looks at a jar, without a class of it.
   *
   * @throws IOException it cannot be read, or is beyond a limit
   */
  void check(Path jar) throws IOException {
    try (ZipFile open = new ZipFile(jar.toFile())) {
      String name = String.valueOf(jar.getFileName());
      if (open.size() > files) {
        throw new IOException(
            name + " has " + open.size() + " files, at most " + files + " (plugins.jar.files)");
      }
      long all = 0;
      for (Enumeration<? extends ZipEntry> each = open.entries(); each.hasMoreElements(); ) {
        ZipEntry entry = each.nextElement();
        all += Math.max(0, entry.getSize());
        if (all > unpacked.bytes()) {
          throw new IOException(
              name + " unpacks to more than " + unpacked + " (plugins.jar.unpacked)");
        }
        if (isReadWhole(entry.getName())) {
          checkText(name, open, entry);
        }
      }
    }
  }

  private static boolean isReadWhole(String entry) {
    String name = entry.toUpperCase(Locale.ROOT);
    return name.equals("REFERENCE.CONF")
        || name.equals("META-INF/MANIFEST.MF")
        || name.startsWith("META-INF/SERVICES/")
        || name.startsWith("META-INF/SIG-")
        || (name.startsWith("META-INF/") && name.matches(".*[.](SF|RSA|DSA|EC|LIST)"));
  }

  /** Reads it, because the size that a jar tells may be a lie. */
  private void checkText(String jar, ZipFile open, ZipEntry entry) throws IOException {
    boolean more = entry.getSize() > text.bytes();
    if (!more) {
      try (InputStream in = open.getInputStream(entry)) {
        byte[] chunk = new byte[8192];
        long read = 0;
        for (int n = in.read(chunk); n >= 0 && !more; n = in.read(chunk)) {
          read += n;
          more = read > text.bytes();
        }
      }
    }
    if (more) {
      throw new IOException(
          jar + ": " + entry.getName() + " is larger than " + text + " (plugins.jar.text)");
    }
  }
}
