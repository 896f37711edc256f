package dev.holdfast.memorywatchdog.bundle;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * Writes the files of one diagnostic bundle, the most important first. The index is written before
 * them and gets a line for each, so that the bundle is readable even if the process dies half-way.
 */
record BundleWriter(Path directory, long partLimit) {
  static final String INDEX = "index.txt";
  static final String COMPLETE = "complete";

  /**
   * Writes it.
   *
   * @param head the first lines of the index
   * @throws IOException not even the index can be written
   */
  void write(List<String> head, List<BundlePart> parts) throws IOException {
    Files.createDirectories(directory);
    try (OutputStream index = Files.newOutputStream(directory.resolve(INDEX))) {
      for (String line : head) {
        say(index, line);
      }
      String names = parts.stream().map(BundlePart::file).collect(Collectors.joining(" "));
      say(index, "files in this order, and below a line for each that is written: " + names);
      say(index, "");
      for (BundlePart part : parts) {
        say(index, write(part));
      }
      say(index, COMPLETE);
    }
  }

  private String write(BundlePart part) {
    long begun = System.nanoTime();
    Path file = directory.resolve(part.file());
    String outcome;
    try (BundlePartFile out = new BundlePartFile(file, partLimit)) {
      part.writing().write(out);
      outcome = "";
    } catch (Exception e) { // The other parts are worth as much.
      outcome = ", failed: " + e;
    }
    long took = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun);
    return part.file() + " " + size(file) + " bytes, " + took + " ms" + outcome;
  }

  private static long size(Path file) {
    try {
      return Files.exists(file) ? Files.size(file) : 0;
    } catch (IOException e) {
      return 0;
    }
  }

  private static void say(OutputStream index, String line) throws IOException {
    index.write((line + "\n").getBytes(UTF_8));
  }
}
