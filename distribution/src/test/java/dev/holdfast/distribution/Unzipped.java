package dev.holdfast.distribution;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** The zip as a user has it: unpacked, with its modes, in a folder whose name has a blank. */
final class Unzipped {
  private static final Path HOME = unzip();

  private Unzipped() {}

  static Path home() {
    return HOME;
  }

  /** The archive with this ending. */
  static Path archive(String ending) {
    return Path.of(System.getProperty("holdfast.archive") + ending);
  }

  /** The only file of the folder whose name begins so and ends in .jar. */
  static Path jar(Path folder, String beginning) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> file.getFileName().toString().matches(beginning + "-\\d.*\\.jar"))
          .findFirst()
          .orElseThrow();
    }
  }

  private static Path unzip() {
    Path folder = OncePerBuild.folder("un zipped", Unzipped::unzip);
    try (Stream<Path> folders = Files.list(folder)) {
      return folders.findFirst().orElseThrow();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void unzip(Path target) throws IOException {
    try (FileSystem files =
        FileSystems.newFileSystem(archive(".zip"), Map.of("enablePosixFileAttributes", true))) {
      Path root = files.getPath("/");
      Files.walkFileTree(root, new CopyTo(root, target));
    }
  }

  private static final class CopyTo extends SimpleFileVisitor<Path> {
    private final Path from;
    private final Path to;

    CopyTo(Path from, Path to) {
      this.from = from;
      this.to = to;
    }

    @Override
    public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes)
        throws IOException {
      Files.createDirectories(counterpart(folder));
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      Set<PosixFilePermission> mode = Files.getPosixFilePermissions(file);
      Path copy = counterpart(file);
      Files.copy(file, copy, StandardCopyOption.COPY_ATTRIBUTES);
      Files.setPosixFilePermissions(copy, mode);
      return FileVisitResult.CONTINUE;
    }

    private Path counterpart(Path path) {
      return to.resolve(from.relativize(path).toString());
    }
  }
}
