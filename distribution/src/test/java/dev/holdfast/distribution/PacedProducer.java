package dev.holdfast.distribution;

import java.net.http.WebSocket;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One WebSocket connection that sends events numbered from 0 at a steady rate, and knows how long
 * each acknowledgement took. The time of an event begins when it is due: whatever held the sender
 * back, a pause of this process too, is in the figure.
 */
final class PacedProducer implements AutoCloseable {
  private static final Pattern ACK = Pattern.compile("\\{\"ack\":\\{\"upTo\":(\\d+)}}");
  private static final Duration LIMIT = Duration.ofSeconds(60);

  /** So many may be without an answer: half a minute at 2,000 a second. */
  private static final int WINDOW = 1 << 16;

  private final String source;
  private final long nanosPerEvent;
  private final WebSocket socket;
  private final Thread thread;
  private final long[] dueAt = new long[WINDOW];
  private volatile int sent;
  private volatile int acknowledged;
  private volatile String failure = "";
  private volatile boolean ended;

  /** Of the acknowledgements since the last look. */
  private long[] nanos = new long[4096];

  private int count;

  /** What the acknowledgements since the last look took, in milliseconds. */
  record Times(int count, double p50, double p99, double max) {
    @Override
    public String toString() {
      return String.format(
          Locale.ROOT, "%d acks, p50 %.1f ms, p99 %.1f ms, max %.1f ms", count, p50, p99, max);
    }
  }

  private PacedProducer(UnzippedServer server, String source, int perSecond) throws Exception {
    this.source = source;
    this.nanosPerEvent = 1_000_000_000L / perSecond;
    this.socket =
        server
            .http()
            .newWebSocketBuilder()
            .subprotocols("holdfast.v1")
            .buildAsync(server.webSocket("/ingest"), new Answers())
            .get(LIMIT.toSeconds(), TimeUnit.SECONDS);
    this.thread = Thread.ofPlatform().daemon().name("paced").unstarted(this::send);
  }

  static PacedProducer to(UnzippedServer server, String source, int perSecond) throws Exception {
    PacedProducer producer = new PacedProducer(server, source, perSecond);
    producer.thread.start();
    return producer;
  }

  int acknowledged() {
    return acknowledged;
  }

  /** Why it does not go on; empty when it does. */
  String failure() {
    return failure;
  }

  /** The figures since the last look. */
  synchronized Times look() {
    long[] sorted = Arrays.copyOf(nanos, count);
    Arrays.sort(sorted);
    count = 0;
    return new Times(sorted.length, at(sorted, 0.5), at(sorted, 0.99), at(sorted, 1));
  }

  private static double at(long[] sorted, double share) {
    return sorted.length == 0 ? 0 : sorted[(int) Math.ceil(share * sorted.length) - 1] / 1e6;
  }

  /** Sends no more, waits for the last answers, and says how many events there are. */
  int end() throws InterruptedException {
    ended = true;
    thread.join();
    long limit = System.nanoTime() + LIMIT.toNanos();
    while (failure.isEmpty() && acknowledged < sent && System.nanoTime() - limit < 0) {
      LockSupport.parkNanos(Duration.ofMillis(1).toNanos());
    }
    if (!failure.isEmpty() || acknowledged < sent) {
      throw new AssertionError(acknowledged + " of " + sent + " acknowledged " + failure);
    }
    return sent;
  }

  @Override
  public void close() {
    ended = true;
    socket.abort();
  }

  private void send() {
    long begin = System.nanoTime();
    try {
      while (!ended && failure.isEmpty()) {
        int due = (int) ((System.nanoTime() - begin) / nanosPerEvent) + 1;
        int last = Math.min(due, acknowledged + WINDOW);
        if (last > sent) {
          StringBuilder events = new StringBuilder("[");
          for (int id = sent; id < last; id++) {
            dueAt[id % WINDOW] = begin + id * nanosPerEvent;
            events.append(id == sent ? "" : ",").append(event(id));
          }
          sent = last;
          socket.sendText(events.append(']'), true).get(LIMIT.toSeconds(), TimeUnit.SECONDS);
        } else {
          LockSupport.parkNanos(nanosPerEvent);
        }
      }
    } catch (Exception e) {
      failure = "sending failed: " + e;
    }
  }

  private String event(int id) {
    return "{\"specversion\":\"1.0\",\"id\":\"%d\",\"source\":\"%s\",\"type\":\"t\",\"data\":1}"
        .formatted(id, source);
  }

  private synchronized void acknowledge(int upTo) {
    long now = System.nanoTime();
    for (int id = acknowledged; id < upTo; id++) {
      if (count == nanos.length) {
        nanos = Arrays.copyOf(nanos, 2 * count);
      }
      nanos[count++] = now - dueAt[id % WINDOW];
    }
    acknowledged = Math.max(acknowledged, upTo);
  }

  private final class Answers implements WebSocket.Listener {
    private final StringBuilder half = new StringBuilder();

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
      half.append(data);
      if (last) {
        Matcher ack = ACK.matcher(half);
        if (ack.matches()) {
          acknowledge(Integer.parseInt(ack.group(1)));
        } else {
          failure = half.toString();
        }
        half.setLength(0);
      }
      from.request(1);
      return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String reason) {
      failure = "closed with " + code + " " + reason;
      return null;
    }

    @Override
    public void onError(WebSocket from, Throwable error) {
      failure = error.toString();
    }
  }
}
