package dev.holdfast.server.web;

import dev.holdfast.spi.Problem;
import java.io.IOException;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Notices that the port is gone although nobody has closed it, and opens it again. One look at a
 * time.
 *
 * <p>Helidon (4.5.0 too) gives a listener up for good at the first accept that fails, and one fails
 * as soon as the process can open no file. Everything else goes on, so that nobody inside would
 * notice a server that answers nothing. Of each listener that was given up two threads stay for
 * ever: the one that waits for its own end, and the timer of its idle connections. Hence the most
 * reopenings.
 */
public final class PortWatch {

  /** What is watched. */
  interface Door {
    /**
     * Whether the port listens; false when it does not, and could be opened.
     *
     * @throws IOException it cannot be seen, or could not be opened
     */
    boolean isOpen() throws IOException;

    /** Opens it where it was. */
    void reopen() throws IOException;
  }

  /** Who is told; on the thread that looks. */
  public interface News {
    /** It is gone; it will be tried to open it again. */
    void gone(Problem problem);

    /**
     * It listens again.
     *
     * @param reopened how often so far
     */
    void back(Duration after, int reopened);

    /** It stays gone: the process is of no use any more. */
    void lost(Problem problem);
  }

  private final Door door;
  private final Duration limit;
  private final int most;
  private final News news;
  private final LongSupplier ticker;
  private int reopened;
  private volatile @Nullable Long goneSince;

  /**
   * Creates a watch.
   *
   * @param limit how long it may be gone
   * @param most how often it is opened again
   * @param ticker as {@link System#nanoTime}
   */
  PortWatch(Door door, Duration limit, int most, News news, LongSupplier ticker) {
    this.door = door;
    this.limit = limit;
    this.most = most;
    this.news = news;
    this.ticker = ticker;
  }

  /** Whether it was gone at the last look. */
  public boolean isGone() {
    return goneSince != null;
  }

  /** Looks, and opens it again if that is possible now. */
  public void look() {
    try {
      if (door.isOpen()) {
        found();
      } else if (reopened >= most) {
        news.lost(WebProblems.PORT_GONE.because("it was opened again " + most + " times before"));
      } else {
        missed("its listener has ended");
        reopened++;
        door.reopen();
        found();
      }
    } catch (IOException | RuntimeException e) {
      missed(e.toString());
    }
  }

  private void found() {
    Long since = goneSince;
    if (since != null) {
      goneSince = null;
      news.back(Duration.ofNanos(ticker.getAsLong() - since), reopened);
    }
  }

  private void missed(String why) {
    Long since = goneSince;
    if (since == null) {
      goneSince = ticker.getAsLong();
      news.gone(WebProblems.PORT_GONE.because(why));
      return;
    }
    Duration gone = Duration.ofNanos(ticker.getAsLong() - since);
    if (gone.compareTo(limit) >= 0) {
      news.lost(WebProblems.PORT_GONE.because(why + ", for " + gone.toSeconds() + " s"));
    }
  }
}
