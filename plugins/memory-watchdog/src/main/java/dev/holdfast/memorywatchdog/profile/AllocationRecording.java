package dev.holdfast.memorywatchdog.profile;

import dev.holdfast.spi.support.FileTree;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import javax.management.JMException;
import javax.management.JMRuntimeException;
import javax.management.ObjectName;
import jdk.jfr.FlightRecorder;
import jdk.jfr.Recording;
import org.jspecify.annotations.Nullable;

/**
 * Runs the JVM's flight recorder with few events: samples of allocations and, while the heap fills
 * up, of objects that are still alive. The samples are kept in a ring in memory; nothing is written
 * to disk before a dump.
 *
 * <p>Of an object that was sampled the recorder keeps the stack until it is stopped, also when the
 * object is long gone: 20 MB of native memory a minute under 5,000 events a second (JDK 25.0.3). So
 * it is begun anew after a while, and forgets, which costs some milliseconds.
 *
 * <p>Command line and system properties, which may hold secrets, are not recorded.
 */
public final class AllocationRecording implements AutoCloseable {
  private static final Logger LOG = System.getLogger("dev.holdfast.memory-watchdog");
  private static final Duration FIGURES = Duration.ofSeconds(10);

  /** How long a close look lasts, and how long when memory is short: evidence comes first then. */
  private static final long CLOSE = 60_000_000_000L;

  private static final long CLOSE_WHEN_SHORT = 10 * CLOSE;
  private static final long RING = 30 * CLOSE;

  /** The JVM ends at once when the recorder finds no room on the disk. */
  private static final long ROOM = 64L << 20;

  /** Without a limit the ring takes 10 MiB; at 20 samples a second this is a quarter of an hour. */
  private static final String[] SIZES = {"memorysize=1M", "globalbuffersize=64k"};

  private final Path directory;
  private @Nullable Recording recording;
  private boolean close;
  private long begunAt;
  private boolean closed;

  /**
   * Records nothing yet.
   *
   * @param directory where the recorder puts what it needs while it writes; emptied at the start
   */
  public AllocationRecording(Path directory) {
    this.directory = directory;
  }

  /**
   * Begins; takes some tenths of a second the first time in a JVM.
   *
   * @param now by the ticker, in nanoseconds
   * @throws InterruptedException the plugin stops
   */
  public void begin(long now) throws InterruptedException {
    aside(() -> begin(now, false));
  }

  /**
   * Looks closely or not, and begins anew when it is time.
   *
   * @param closely whether to sample what stays alive
   * @param isShort whether memory is so short that evidence is not to be forgotten
   * @throws InterruptedException the plugin stops
   */
  public void look(long now, boolean closely, boolean isShort) throws InterruptedException {
    if (isDue(now, closely, isShort)) {
      aside(() -> begin(now, closely));
    }
  }

  private synchronized boolean isDue(long now, boolean closely, boolean isShort) {
    if (recording == null) {
      return false;
    }
    long limit = !close ? RING : isShort ? CLOSE_WHEN_SHORT : CLOSE;
    return (closely && !close) || now - begunAt > limit;
  }

  /**
   * The recorder's own threads stay for good, in the group and with the class loader of whoever was
   * first to use it; that must not be a plugin.
   */
  private static void aside(Runnable what) throws InterruptedException {
    ThreadGroup root = Thread.currentThread().getThreadGroup();
    while (root.getParent() != null) {
      root = root.getParent();
    }
    Thread thread =
        Thread.ofPlatform()
            .group(root)
            .daemon()
            .name("memory-watchdog-recording")
            .inheritInheritableThreadLocals(false)
            .unstarted(what);
    thread.setContextClassLoader(ClassLoader.getPlatformClassLoader());
    thread.start();
    thread.join();
  }

  private synchronized void begin(long now, boolean closely) {
    if (closed) {
      return;
    }
    try {
      configure();
      stop();
      Recording fresh = new Recording();
      recording = fresh;
      fresh.setName("memory-watchdog");
      fresh.setToDisk(false);
      if (closely) {
        fresh.enable("jdk.OldObjectSample").withStackTrace().with("cutoff", "0 ns");
      }
      fresh.enable("jdk.ObjectAllocationSample").withStackTrace().with("throttle", "20/s");
      fresh.enable("jdk.GarbageCollection");
      fresh.enable("jdk.GCHeapSummary");
      fresh.enable("jdk.CPULoad").withPeriod(FIGURES);
      fresh.start();
      close = closely;
      begunAt = now;
    } catch (IllegalStateException | JMRuntimeException | IOException | JMException e) {
      stop();
      LOG.log(Level.WARNING, "allocations are not recorded; bundles will lack them", e);
    }
  }

  /** Only before its first use in a JVM can the recorder be told its sizes. */
  private void configure() throws IOException, JMException {
    if (FlightRecorder.isInitialized()) {
      return;
    }
    // A server that was killed leaves the directories of its recorder behind.
    FileTree.delete(directory);
    Files.createDirectories(directory);
    // The words become one line, in which a blank would end the path.
    String path = directory.toAbsolutePath().toString();
    String quote = path.indexOf('"') < 0 ? "\"" : "'";
    String[] words = {SIZES[0], SIZES[1], "repositorypath=" + quote + path + quote};
    ManagementFactory.getPlatformMBeanServer()
        .invoke(
            new ObjectName("com.sun.management:type=DiagnosticCommand"),
            "jfrConfigure",
            new Object[] {words},
            new String[] {String[].class.getName()});
  }

  /**
   * Writes what is in the ring.
   *
   * @return false when nothing is recorded
   * @throws IOException the disk is too full for it, or does not take it
   */
  synchronized boolean dump(Path file) throws IOException {
    if (recording == null) {
      return false;
    }
    Path folder = Objects.requireNonNull(file.toAbsolutePath().getParent(), "a folder");
    if (Files.getFileStore(folder).getUsableSpace() < ROOM) {
      throw new IOException("the disk is nearly full");
    }
    recording.dump(file);
    return true;
  }

  @Override
  public synchronized void close() {
    closed = true;
    stop();
  }

  private synchronized void stop() {
    if (recording != null) {
      recording.close();
      recording = null;
    }
  }
}
