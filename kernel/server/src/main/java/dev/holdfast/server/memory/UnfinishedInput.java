package dev.holdfast.server.memory;

import dev.holdfast.spi.Problem;
import dev.holdfast.spi.ProblemException;
import dev.holdfast.spi.Size;
import dev.holdfast.spi.server.MemoryRelief;
import dev.holdfast.websocket.MessageMemory;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One pool of bytes for everything that clients have begun and not finished.
 *
 * <p><b>The problem.</b> Each message, body and page has a limit of its own, but hundreds of
 * clients that stop in the middle are the sum of all limits: 218 unfinished messages of 1 MiB were
 * more than the whole heap. A fixed bound for each client is no answer either: behind a proxy all
 * clients have one address, and a single one may well send something large.
 *
 * <p><b>How.</b> {@link FairShares}: whoever is alone may have half of it, and nobody more than is
 * left for all others.
 *
 * <p>While memory is short the pool is a quarter of its size. What is held already stays.
 */
public final class UnfinishedInput implements MessageMemory, MemoryRelief {
  /** Of the largest heap, when the configuration names no size. */
  private static final int SHARE_OF_HEAP = 16;

  /**
   * Every holder may have this much as long as the pool has it: the envelope of a small message.
   */
  static final long LEAST = 16 * 1024;

  /** What makes things faster and can be done without may fill this part of the pool. */
  private static final int OPTIONAL_SHARE = 4;

  private static final int SHORT_SHARE = 4;
  private static final Duration SHORT_TIME = Duration.ofMinutes(5);
  private static final Duration RETRY_AFTER = Duration.ofSeconds(2);

  private static final Problem FULL =
      new Problem(
          "HF-WEB-030",
          503,
          "The memory for unfinished messages, bodies and pages is in use",
          "",
          "Finish or close unfinished requests, send smaller messages, or raise"
              + " holdfast.web.unfinished-input");

  /** Another try would end in the same way, so that no time for one is given. */
  private static final Problem TOO_LARGE =
      new Problem(
          "HF-WEB-032",
          413,
          "The request needs more memory than one client can have",
          "",
          "Send it in smaller parts, or raise holdfast.web.unfinished-input, or -Xmx of which it is"
              + " a sixteenth");

  private final long size;
  private final LongSupplier ticker;

  private final FairShares shares = new FairShares(LEAST);

  private final LongAdder refused = new LongAdder();
  private volatile boolean shortOfMemory;

  /** By the ticker; null when nobody has asked for memory. */
  private volatile @Nullable Long shortUntil;

  /**
   * Creates a pool of which nothing is used.
   *
   * @param ticker as {@link System#nanoTime}
   */
  public UnfinishedInput(long size, LongSupplier ticker) {
    this.size = size;
    this.ticker = ticker;
  }

  /**
   * The size that is configured, or a share of the largest heap.
   *
   * @param configured 0 bytes for the share
   */
  public static long size(Size configured, long maxHeap) {
    return configured.bytes() > 0 ? configured.bytes() : maxHeap / SHARE_OF_HEAP;
  }

  @Override
  public Held open(String... holders) {
    return new Held(Stream.of(holders).distinct().toList());
  }

  /** The bytes that are reserved now. */
  public long used() {
    return shares.used();
  }

  /** The bytes that can be reserved at the most, now. */
  public long limit() {
    Long until = shortUntil;
    boolean relievedStill = until != null && ticker.getAsLong() - until < 0;
    return shortOfMemory || relievedStill ? size / SHORT_SHARE : size;
  }

  /** How often something did not fit, since the start. */
  public long refused() {
    return refused.sum();
  }

  /** The most that a single holder could ever have, with nobody else there. */
  public long largest() {
    return Math.max(LEAST, size / 2);
  }

  /** Keeps the pool small while new clients are refused for want of memory. */
  public void memoryIsShort(boolean isShort) {
    shortOfMemory = isShort;
  }

  /** {@inheritDoc} The pool is smaller for some minutes; what is not used gives nothing back. */
  @Override
  public long release() {
    long before = limit();
    shortUntil = ticker.getAsLong() + SHORT_TIME.toNanos();
    return Math.max(0, Math.min(used(), before) - limit());
  }

  private ProblemException tooLarge(List<String> holders, long bytes) {
    refused.increment();
    String why =
        new Size(bytes)
            + " for one thing, and one client has "
            + new Size(largest())
            + " at the most; asked by "
            + String.join(" and ", holders);
    return new ProblemException(TOO_LARGE.because(why));
  }

  private NoCapacity refusal(List<String> holders, long bytes) {
    refused.increment();
    String why =
        new Size(bytes)
            + " more do not fit: "
            + new Size(used())
            + " of "
            + new Size(limit())
            + " are in use, "
            + new Size(shares.held(holders))
            + " of them by "
            + String.join(" and ", holders);
    return new NoCapacity(FULL.because(why), RETRY_AFTER);
  }

  /** The reservation of one holder, or of an address and a token together. */
  public final class Held implements Share {
    private final List<String> holders;
    private long bytes;

    private Held(List<String> holders) {
      this.holders = holders;
    }

    @Override
    public synchronized void grow(long more) {
      if (!holders.isEmpty() && bytes + more > largest()) {
        throw tooLarge(holders, bytes + more);
      }
      if (!shares.take(holders, more, limit())) {
        throw refusal(holders, more);
      }
      bytes += more;
    }

    @Override
    public synchronized boolean growIfPlenty(long more) {
      boolean granted = shares.take(holders, more, limit() / OPTIONAL_SHARE);
      bytes += granted ? more : 0;
      return granted;
    }

    @Override
    public synchronized void shrink(long less) {
      long given = Math.min(less, bytes);
      bytes -= given;
      shares.giveBack(holders, given);
    }

    @Override
    public synchronized long bytes() {
      return bytes;
    }

    @Override
    public void close() {
      shrink(Long.MAX_VALUE);
    }
  }
}
