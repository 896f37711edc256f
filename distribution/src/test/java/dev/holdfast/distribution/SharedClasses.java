package dev.holdfast.distribution;

import dev.holdfast.spi.support.FileTree;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * The class-data archive that all servers of this JVM's tests share. A server of a user makes its
 * own at its second start; those of the tests are nearly all at their first, which takes a third
 * more processor time without one.
 */
final class SharedClasses {
  private static final Duration LIMIT = Duration.ofMinutes(1);
  private static final String OPTIONS = make();

  private SharedClasses() {}

  /** For HOLDFAST_JAVA_OPTS; empty when there is none, and tests are only slower. */
  static String options() {
    return OPTIONS;
  }

  private static String make() {
    Path archive =
        Unzipped.archive("").resolveSibling("classes-" + ProcessHandle.current().pid() + ".jsa");
    if (archive.toString().matches(".*\\s.*")) {
      return "";
    }
    archive.toFile().deleteOnExit();
    try {
      Files.deleteIfExists(archive);
      Path base = Files.createTempDirectory("holdfast-classes");
      Path output = base.resolve("out");
      Process process =
          Command.of(
                  Unzipped.home().resolve("bin/holdfast"),
                  "run",
                  "--base",
                  base,
                  "--set",
                  "web.port=0")
              .with("HOLDFAST_JAVA_OPTS", "-XX:ArchiveClassesAtExit=" + archive)
              .start(output);
      // Not by a lambda in another thread: this class is not ready for it yet.
      long begun = System.nanoTime();
      while (!Files.readString(output).contains("listening on")
          && !process.waitFor(50, TimeUnit.MILLISECONDS)
          && System.nanoTime() - begun < LIMIT.toNanos()) {}
      process.destroy();
      process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS);
      FileTree.delete(base);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return Files.exists(archive)
        ? "-XX:SharedArchiveFile=" + archive + " -Xlog:cds*=off -Xlog:aot*=off"
        : "";
  }
}
