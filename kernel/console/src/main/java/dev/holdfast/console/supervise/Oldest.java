package dev.holdfast.console.supervise;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Keeps files with names that sort by time from becoming more and more. */
final class Oldest {
  private Oldest() {}

  static void delete(Path directory, String pattern, int kept) throws IOException {
    List<Path> found = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, pattern)) {
      files.forEach(found::add);
    }
    found.sort(null);
    for (int i = 0; i < found.size() - kept; i++) {
      Files.deleteIfExists(found.get(i));
    }
  }
}
