package dev.holdfast.server.web;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.management.ManagementFactory;
import java.util.Locale;

/**
 * How many connections there may be at one time. A connection is an open file, and when the process
 * has none left the port is lost, and the journal cannot begin a segment: so connections end before
 * files do.
 */
record ConnectionLimit(int wanted, int spare) {
  private static final Logger LOG = System.getLogger("dev.holdfast.web");

  static ConnectionLimit of(WebConfig config) {
    return new ConnectionLimit(config.maxConnections(), config.spareFiles());
  }

  /**
   * As many as are wanted, or as there are files for.
   *
   * @param files that the process may open
   */
  int within(long files) {
    long room = Math.max(files - spare, files / 2);
    if (room >= wanted) {
      return wanted;
    }
    LOG.log(
        Level.INFO,
        () ->
            String.format(
                Locale.ROOT,
                "at most %d connections and not %d: this process may open %d files only",
                room,
                wanted,
                files));
    return (int) Math.max(1, room);
  }

  /** That this process may open; as many as one likes where nobody can say. */
  static long files() {
    return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
        ? unix.getMaxFileDescriptorCount()
        : Long.MAX_VALUE;
  }
}
