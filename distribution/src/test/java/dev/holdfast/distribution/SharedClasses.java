package dev.holdfast.distribution;

import dev.holdfast.spi.support.FileTree;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

/**
 * The class-data archives that all processes of a build's tests share. A server of a user makes its
 * own at its second start; those of the tests are nearly all at their first, which takes a third
 * more processor time without one. Commands have none, and there are hundreds of them.
 */
final class SharedClasses {
  private static final Duration LIMIT = Duration.ofMinutes(1);
  private static final String JAVA = System.getProperty("java.home");
  private static final String SILENT = " -Xlog:cds*=off -Xlog:aot*=off";
  private static final String SERVER = "server.jsa";
  private static final Path FOLDER = OncePerBuild.folder("shared-classes", SharedClasses::make);

  private SharedClasses() {}

  /** For HOLDFAST_JAVA_OPTS; empty when there is none, and tests are only slower. */
  static String options() {
    return options(FOLDER);
  }

  /** The same of a copy, for a user who may not read that of the tests. */
  static String copiedTo(Path folder) throws IOException {
    Path archive = FOLDER.resolve(SERVER);
    if (Files.exists(archive)) {
      Files.copy(archive, folder.resolve(SERVER));
    }
    return options(folder);
  }

  private static String options(Path folder) {
    Path archive = folder.resolve(SERVER);
    return Files.exists(archive) && !archive.toString().matches(".*\\s.*")
        ? "-XX:SharedArchiveFile=" + archive + SILENT
        : "";
  }

  /** For HOLDFAST_JAVA_HOME: the Java of the tests, and an archive of the classes of commands. */
  static Path javaHome() {
    return FOLDER.resolve("java");
  }

  private static void make(Path folder) throws IOException {
    Path base = Files.createTempDirectory("holdfast-classes");
    Process server =
        holdfast("run", "--base", base, "--set", "web.port=0")
            .with("HOLDFAST_JAVA_OPTS", "-XX:ArchiveClassesAtExit=" + folder.resolve(SERVER))
            .start(base.resolve("out"));
    try {
      // Not by a lambda in another thread: this class is not ready for it yet.
      long begun = System.nanoTime();
      while (!Files.readString(base.resolve("out")).contains("All systems operational")
          && !server.waitFor(50, TimeUnit.MILLISECONDS)
          && System.nanoTime() - begun < LIMIT.toNanos()) {}
      Path training = folder.resolve("training");
      writeJava(training, "-XX:ArchiveClassesAtExit=\"${0%/bin/java}.jsa\"");
      holdfast("plugins", "ls", "--base", base)
          .with("HOLDFAST_JAVA_HOME", training.toString())
          .run(LIMIT);
      writeJava(
          folder.resolve("java"),
          "-XX:SharedArchiveFile=\"${0%/java/bin/java}/training.jsa\"" + SILENT);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UncheckedIOException(new IOException(e));
    } finally {
      end(server);
      FileTree.delete(base);
    }
  }

  private static void end(Process server) {
    server.destroy();
    try {
      server.onExit().orTimeout(LIMIT.toSeconds(), TimeUnit.SECONDS).join();
    } catch (CompletionException late) {
      server.destroyForcibly().onExit().join();
    }
  }

  private static Command holdfast(Object... words) {
    return Command.of(Unzipped.home().resolve("bin/holdfast"), words);
  }

  /** A Java home whose program adds an option to whatever is asked of it. */
  private static void writeJava(Path home, String option) throws IOException {
    Path program = Files.createDirectories(home.resolve("bin")).resolve("java");
    Files.copy(Path.of(JAVA, "release"), home.resolve("release"));
    Files.writeString(program, "#!/bin/sh\nexec '" + JAVA + "/bin/java' " + option + " \"$@\"\n");
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
  }
}
