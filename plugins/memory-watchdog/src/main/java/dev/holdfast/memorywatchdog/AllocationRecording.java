package dev.holdfast.memorywatchdog;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.management.ManagementFactory;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import javax.management.JMException;
import javax.management.ObjectName;
import jdk.jfr.FlightRecorder;
import jdk.jfr.Recording;
import org.jspecify.annotations.Nullable;

/**
 * The JVM's flight recorder with next to nothing switched on: who allocates, and which of the
 * objects that were sampled are still alive. It is a ring in memory; nothing is written before it
 * is asked for.
 *
 * <p>Command line and system properties, which may hold secrets, are not recorded.
 */
final class AllocationRecording implements AutoCloseable {
  private static final Logger LOG = System.getLogger("dev.holdfast.memory-watchdog");
  private static final Duration FIGURES = Duration.ofSeconds(10);

  /** Without a limit the ring takes 10 MiB. */
  private static final String[] SIZES = {"memorysize=4M", "globalbuffersize=256k"};

  private final Path directory;
  private @Nullable Recording recording;
  private boolean closed;

  /**
   * Records nothing yet.
   *
   * @param directory where the recorder puts what it needs while it writes; emptied at the start
   */
  AllocationRecording(Path directory) {
    this.directory = directory;
  }

  /**
   * Begins; takes some tenths of a second the first time in a JVM.
   *
   * @throws InterruptedException the plugin stops
   */
  void begin() throws InterruptedException {
    ThreadGroup root = Thread.currentThread().getThreadGroup();
    while (root.getParent() != null) {
      root = root.getParent();
    }
    // The recorder's own threads stay for good, in the group and with the class loader of whoever
    // was first to use it; that must not be a plugin.
    Thread starter =
        Thread.ofPlatform()
            .group(root)
            .daemon()
            .name("memory-watchdog-recording")
            .inheritInheritableThreadLocals(false)
            .unstarted(this::start);
    starter.setContextClassLoader(ClassLoader.getPlatformClassLoader());
    starter.start();
    starter.join();
  }

  private synchronized void start() {
    if (recording != null || closed) {
      return;
    }
    try {
      configure();
      Recording fresh = new Recording();
      fresh.setName("memory-watchdog");
      fresh.setToDisk(false);
      fresh.enable("jdk.OldObjectSample").withStackTrace().with("cutoff", "0 ns");
      fresh.enable("jdk.ObjectAllocationSample").withStackTrace().with("throttle", "20/s");
      fresh.enable("jdk.GarbageCollection");
      fresh.enable("jdk.GCHeapSummary");
      fresh.enable("jdk.CPULoad").withPeriod(FIGURES);
      fresh.start();
      recording = fresh;
    } catch (IllegalStateException | IOException | JMException e) {
      LOG.log(Level.WARNING, "allocations are not recorded; incidents will lack them", e);
    }
  }

  /** Only before its first use in a JVM can the recorder be told its sizes. */
  private void configure() throws IOException, JMException {
    deleteAll(directory);
    Files.createDirectories(directory);
    if (FlightRecorder.isInitialized()) {
      return;
    }
    String[] words = {SIZES[0], SIZES[1], "repositorypath=" + directory.toAbsolutePath()};
    ManagementFactory.getPlatformMBeanServer()
        .invoke(
            new ObjectName("com.sun.management:type=DiagnosticCommand"),
            "jfrConfigure",
            new Object[] {words},
            new String[] {String[].class.getName()});
  }

  /** A server that was killed leaves the directories of its recorder behind. */
  private static void deleteAll(Path directory) throws IOException {
    if (!Files.exists(directory)) {
      return;
    }
    Files.walkFileTree(
        directory,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.deleteIfExists(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException failure)
              throws IOException {
            Files.deleteIfExists(folder);
            return FileVisitResult.CONTINUE;
          }
        });
  }

  /**
   * Writes what is in the ring.
   *
   * @return false when nothing is recorded
   */
  synchronized boolean dump(Path file) throws IOException {
    if (recording == null) {
      return false;
    }
    recording.dump(file);
    return true;
  }

  @Override
  public synchronized void close() {
    closed = true;
    if (recording != null) {
      recording.close();
      recording = null;
    }
  }
}
