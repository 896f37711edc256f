package dev.holdfast.server.web;

import com.sun.management.UnixOperatingSystemMXBean;
import dev.holdfast.spi.Size;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.management.ManagementFactory;

/**
 * How many connections there may be at one time. A connection is an open file, and when the process
 * has none left the port is lost, and the journal cannot begin a segment; it is heap as well, even
 * when nobody says a word on it: so connections end before files and memory do.
 */
record ConnectionLimit(int wanted, int spare) {
  private static final Logger LOG = System.getLogger("dev.holdfast.web");

  /**
   * What one that is being served may occupy: a buffer for what it sends, the stack of its virtual
   * thread, and what stands around them. One that has said nothing yet has neither buffer nor
   * thread, and occupies about 1 KiB.
   */
  static final long HEAP = 16 * 1024;

  private static final int SHARE_OF_HEAP = 4;

  static ConnectionLimit of(WebConfig config) {
    return new ConnectionLimit(config.maxConnections(), config.spareFiles());
  }

  /**
   * As many as are wanted, or as there are files and memory for.
   *
   * @param files that the process may open
   * @param heap the largest that it may have, in bytes
   */
  int within(long files, long heap) {
    long byFiles = Math.max(files - spare, files / 2);
    long byHeap = heap / SHARE_OF_HEAP / HEAP;
    long room = Math.max(1, Math.min(byFiles, byHeap));
    if (room >= wanted) {
      return wanted;
    }
    String why =
        byHeap < byFiles
            ? "a quarter of the heap of " + new Size(heap) + " has room for no more (-Xmx)"
            : "this process may open " + files + " files only";
    LOG.log(Level.INFO, () -> "at most " + room + " connections and not " + wanted + ": " + why);
    return (int) room;
  }

  /** That this process may open; as many as one likes where nobody can say. */
  static long files() {
    return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
        ? unix.getMaxFileDescriptorCount()
        : Long.MAX_VALUE;
  }
}
