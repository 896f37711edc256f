package dev.holdfast.tools.load;

import java.util.function.LongConsumer;

/** Times of acknowledgements, those apart that were under way during an outage. Any thread. */
public final class OutageLatencies implements LongConsumer {
  private final Latencies during = new Latencies();
  private final Latencies outside = new Latencies();
  private boolean began;
  private boolean ended;
  private long begin;
  private long end;

  @Override
  public synchronized void accept(long nanos) {
    long sent = System.nanoTime() - nanos;
    // By the time of sending: what was held up and came through after the end belongs to it.
    boolean touches = began && !(ended && sent - end > 0);
    (touches ? during : outside).add(nanos);
  }

  public synchronized void begin(long now) {
    began = true;
    begin = now;
  }

  public synchronized void end(long now) {
    ended = true;
    end = now;
  }

  public synchronized Latencies during() {
    return during;
  }

  public synchronized Latencies outside() {
    return outside;
  }

  synchronized double seconds() {
    return began && ended ? (end - begin) / 1e9 : 0;
  }
}
