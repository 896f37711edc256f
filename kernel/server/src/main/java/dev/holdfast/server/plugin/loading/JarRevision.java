package dev.holdfast.server.plugin.loading;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.StringJoiner;
import java.util.stream.Stream;

/**
 * Tells whether a jar or a folder of jars is still the same, without reading it. Only what classes
 * are loaded from counts: a note that somebody puts beside it must not restart a plugin.
 */
public final class JarRevision {
  /** A folder with more files is no plugin. */
  private static final int MOST_FILES = 10_000;

  private JarRevision() {}

  /** Size and time of the file, or names, sizes and times of all jars in the folder. */
  public static String of(Path entry) throws IOException {
    if (!Files.isDirectory(entry)) {
      return line(entry, entry);
    }
    try (Stream<Path> files = Files.list(entry)) {
      List<Path> some =
          files
              .filter(PluginEntry::isJar)
              .filter(Files::isRegularFile)
              .limit(MOST_FILES)
              .sorted()
              .toList();
      StringJoiner all = new StringJoiner("; ");
      for (Path file : some) {
        all.add(line(entry, file));
      }
      return hash(all.toString());
    }
  }

  private static String hash(String text) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8));
      return HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  private static String line(Path entry, Path file) throws IOException {
    BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
    String name = entry.equals(file) ? "" : entry.relativize(file) + " ";
    return name + attributes.size() + " " + attributes.lastModifiedTime();
  }
}
