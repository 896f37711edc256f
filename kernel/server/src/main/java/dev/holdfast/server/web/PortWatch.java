package dev.holdfast.server.web;

import dev.holdfast.spi.Problem;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Notices that no connection can be accepted although nobody has closed the port. One look at a
 * time.
 *
 * <p>An accept fails as soon as the process can open no file. Everything else goes on then, so that
 * nobody inside would notice a server that answers nothing.
 */
public final class PortWatch {

  /** Who is told; on the thread that looks. */
  public interface News {
    /** It takes no connections; it goes on trying. */
    void gone(Problem problem);

    /**
     * It takes connections again.
     *
     * @param times how often it was gone so far
     */
    void back(Duration after, int times);

    /** It stays gone: the process is of no use any more. */
    void lost(Problem problem);
  }

  private final Supplier<Optional<Throwable>> trouble;
  private final Duration limit;
  private final News news;
  private final LongSupplier ticker;
  private int times;
  private volatile @Nullable Long goneSince;

  /**
   * Creates a watch.
   *
   * @param trouble why no connection can be accepted now; empty when they can
   * @param limit how long it may be gone
   * @param ticker as {@link System#nanoTime}
   */
  PortWatch(Supplier<Optional<Throwable>> trouble, Duration limit, News news, LongSupplier ticker) {
    this.trouble = trouble;
    this.limit = limit;
    this.news = news;
    this.ticker = ticker;
  }

  /** Whether it was gone at the last look. */
  public boolean isGone() {
    return goneSince != null;
  }

  /** Looks. */
  public void look() {
    trouble.get().ifPresentOrElse(why -> missed(why.toString()), this::found);
  }

  private void found() {
    Long since = goneSince;
    if (since != null) {
      goneSince = null;
      news.back(Duration.ofNanos(ticker.getAsLong() - since), times);
    }
  }

  private void missed(String why) {
    Long since = goneSince;
    if (since == null) {
      times++;
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
