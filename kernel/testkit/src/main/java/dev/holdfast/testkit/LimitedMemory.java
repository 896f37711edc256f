package dev.holdfast.testkit;

import dev.holdfast.spi.Problem;
import dev.holdfast.spi.ProblemException;
import dev.holdfast.spi.server.MemoryBudget;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** A budget without shares: so many bytes, for whoever comes first. */
public final class LimitedMemory implements MemoryBudget {
  private static final Problem FULL =
      new Problem("HF-TST-030", 503, "The memory of the test is in use", "", "");

  private final long limit;
  private final AtomicLong used = new AtomicLong();
  private final AtomicLong most = new AtomicLong();

  /** Creates a budget of which nothing is used. */
  public LimitedMemory(long limit) {
    this.limit = limit;
  }

  /** The bytes that are reserved now. */
  public long used() {
    return used.get();
  }

  /** The most that was reserved at one time. */
  public long most() {
    return most.get();
  }

  @Override
  public Reservation open(String... holders) {
    return new Held();
  }

  private final class Held implements Reservation {
    private long bytes;

    @Override
    public void grow(long more) {
      if (used.addAndGet(more) > limit) {
        used.addAndGet(-more);
        throw new ProblemException(FULL, Duration.ofSeconds(1), null);
      }
      bytes += more;
      most.accumulateAndGet(used.get(), Math::max);
    }

    @Override
    public void shrink(long less) {
      long given = Math.min(less, bytes);
      bytes -= given;
      used.addAndGet(-given);
    }

    @Override
    public long bytes() {
      return bytes;
    }

    @Override
    public void close() {
      shrink(Long.MAX_VALUE);
    }
  }
}
