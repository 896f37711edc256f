package dev.holdfast.server.plugin.loading;

import dev.holdfast.spi.support.FileTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * Copies of plugins that nobody but this process touches: a jar that is overwritten while it is
 * open breaks the classes that are yet to be loaded from it, and the old one must be there when the
 * new one does not work.
 */
public final class PrivateCopies implements Staging {
  private static final String PREFIX = "process-";

  private final Path directory;
  private final AtomicInteger count = new AtomicInteger();

  private PrivateCopies(Path directory) {
    this.directory = directory;
  }

  /**
   * Makes a directory for the copies of this process.
   *
   * @param parent holds those of all processes; at most one of them runs
   */
  public static PrivateCopies below(Path parent) throws IOException {
    return new PrivateCopies(Files.createTempDirectory(Files.createDirectories(parent), PREFIX));
  }

  @Override
  public Path stage(Path entry) throws IOException {
    String name = entry.getFileName().toString();
    Path copy = directory.resolve(name.replaceFirst("\\.jar$", "") + "-" + count.incrementAndGet());
    Files.createDirectory(copy);
    if (!Files.isDirectory(entry)) {
      return Files.copy(entry, copy.resolve(name));
    }
    try (Stream<Path> files = Files.list(entry)) {
      for (Path file : files.filter(PluginEntry::isJar).filter(Files::isRegularFile).toList()) {
        Files.copy(file, copy.resolve(file.getFileName().toString()));
      }
    }
    return copy;
  }

  /** Removes a copy that is not used any more. */
  public void discard(Path staged) throws IOException {
    if (staged.startsWith(directory) && !staged.equals(directory)) {
      FileTree.delete(directory.resolve(directory.relativize(staged).getName(0)));
    }
  }

  /**
   * Removes the copies that earlier processes left behind, and nothing else that lies there; only
   * for the owner of the data directory.
   */
  public void removeOthers() throws IOException {
    try (Stream<Path> all = Files.list(Objects.requireNonNull(directory.getParent()))) {
      for (Path other : all.filter(this::isOfAnother).toList()) {
        FileTree.delete(other);
      }
    }
  }

  private boolean isOfAnother(Path entry) {
    return entry.getFileName().toString().startsWith(PREFIX) && !entry.equals(directory);
  }

  /** Removes the copies of this process. */
  public void removeOwn() throws IOException {
    FileTree.delete(directory);
  }
}
