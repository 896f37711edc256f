package dev.holdfast.distribution;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;

/** How many files a process may open, and what it does when it may open none. */
final class OpenFiles {
  private OpenFiles() {}

  /**
   * Sets the limit of a process that runs; the hard one stays, so it can be raised again.
   *
   * @return false where that is not possible
   */
  static boolean limit(long pid, int files) throws IOException, InterruptedException {
    Process limit =
        new ProcessBuilder("prlimit", "--pid", Long.toString(pid), "--nofile=" + files + ":")
            .inheritIO()
            .start();
    return limit.waitFor() == 0;
  }

  /** Is a client to accept, for a moment. */
  static void knock(URI place) throws IOException {
    new Socket(place.getHost(), place.getPort()).close();
  }
}
