package dev.holdfast.distribution;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;
import static java.util.Objects.requireNonNull;

import dev.holdfast.spi.support.FileTree;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Folders that the first JVM of a build's tests makes, and the others find. */
final class OncePerBuild {
  /** Without the characters that a class path or a shell would take for something else. */
  private static final String BUILD =
      requireNonNull(System.getProperty("holdfast.build")).replaceAll("\\W", "");

  private OncePerBuild() {}

  /** What fills a folder. */
  interface Content {
    void into(Path folder) throws IOException;
  }

  /** The folder of this build below {@code target/name}; those of earlier builds are deleted. */
  static Path folder(String name, Content content) {
    Path all = Unzipped.archive("").resolveSibling(name);
    Path folder = all.resolve(BUILD);
    try (FileChannel file = FileChannel.open(lockFile(all), CREATE, WRITE);
        FileLock held = file.lock()) {
      if (held.isValid() && !Files.exists(folder)) {
        for (Path old : children(all)) {
          FileTree.delete(old);
        }
        Path half = Files.createDirectories(all.resolve("half"));
        content.into(half);
        Files.move(half, folder);
      }
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path lockFile(Path all) {
    return all.resolveSibling(all.getFileName() + ".lock");
  }

  private static List<Path> children(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return List.of();
    }
    try (Stream<Path> all = Files.list(folder)) {
      return all.toList();
    }
  }
}
