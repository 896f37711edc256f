package dev.holdfast.console.instance;

import dev.holdfast.spi.support.FileTree;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A directory for one run: removed afterwards, unless a person named it or it is evidence. */
public final class Scratch implements AutoCloseable {
  /** How the names of the demo's directories begin. */
  public static final String DEMO = "holdfast-demo";

  private final Path directory;
  private boolean kept;

  private Scratch(Path directory, boolean kept) {
    this.directory = directory;
    this.kept = kept;
  }

  public static Scratch of(@Nullable Path given, String prefix) {
    try {
      return given == null
          ? new Scratch(Files.createTempDirectory(prefix), false)
          : new Scratch(Files.createDirectories(given), true);
    } catch (IOException e) {
      throw new UncheckedIOException("no directory to work in: " + e.getMessage(), e);
    }
  }

  /** The base of the one demo of this user that runs; empty when there is none, or several. */
  static Optional<Path> ofRunningDemo() {
    Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
    try (Stream<Path> all = Files.list(temporary)) {
      List<Path> found =
          all.filter(path -> path.getFileName().toString().startsWith(DEMO))
              // Others may write there as well.
              .filter(path -> FileAccess.owner(path).equals(System.getProperty("user.name")))
              .filter(path ->
                  ServerNote.ofLiving(new InstanceFiles(path, path.resolve("data")).serverNote())
                      .isPresent())
              .toList();
      return found.size() == 1 ? Optional.of(found.getFirst()) : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  public Path directory() {
    return directory;
  }

  public void keep() {
    kept = true;
  }

  @Override
  public void close() {
    if (kept) {
      return;
    }
    try {
      FileTree.delete(directory);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot remove " + directory + ": " + e.getMessage(), e);
    }
  }
}
