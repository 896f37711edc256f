package dev.holdfast.tools.load;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * One connection that sends at a steady rate, whether or not the answers keep up (within the
 * window), and knows how long each acknowledgement took.
 *
 * <p>An event's time starts when it is sent, unless it was due long before: then the server (or the
 * machine) has held the sender back, and the wait belongs to the figure.
 */
public final class PacedSession {
  private static final int WRITE_BYTES = 64 * 1024;

  /** A wake-up this late is the timer's doing, not the server's. */
  private static final long TIMER_SLACK_NANOS = 1_000_000;

  private static final long LEAST_PARK_NANOS = 20_000;
  private static final Duration LAST_ANSWERS_LIMIT = Duration.ofSeconds(10);

  private final LoadConnection connection;
  private final EventFrames frames;
  private final long firstNumber;
  private final double nanosPerEvent;
  private final int window;
  private final long[] startedAt;
  private final byte[] buffer;
  private final Latencies latencies = new Latencies();
  private final Runnable firstAnswer;
  private final LongConsumer answerNanos;
  private volatile long sent;
  private volatile long acknowledged;
  private volatile @Nullable String ended;
  private volatile long retryAfterMillis;

  /**
   * @param firstNumber the number of the first event of this session
   * @param firstAnswer is called at the first acknowledgement, in the reading thread
   */
  public PacedSession(
      LoadConnection connection,
      EventFrames frames,
      long firstNumber,
      double perSecond,
      int window,
      Runnable firstAnswer) {
    this(connection, frames, firstNumber, perSecond, window, firstAnswer, nanos -> {});
  }

  /**
   * For who wants to know the times while it runs.
   *
   * @param answerNanos is told the time of each acknowledged event, in the reading thread
   */
  PacedSession(
      LoadConnection connection,
      EventFrames frames,
      long firstNumber,
      double perSecond,
      int window,
      Runnable firstAnswer,
      LongConsumer answerNanos) {
    this.answerNanos = answerNanos;
    this.connection = connection;
    this.frames = frames;
    this.firstNumber = firstNumber;
    this.nanosPerEvent = 1e9 / perSecond;
    this.window = window;
    this.firstAnswer = firstAnswer;
    startedAt = new long[window];
    buffer = new byte[Math.clamp(WRITE_BYTES / frames.frameSize(), 1, window) * frames.frameSize()];
  }

  /** Sends until the question is answered with no, or the connection ends. */
  public void run(BooleanSupplier goOn) {
    Thread reader = Thread.ofPlatform().daemon().name("answers").start(this::readAnswers);
    try {
      send(goOn);
      long limit = System.nanoTime() + LAST_ANSWERS_LIMIT.toNanos();
      while (ended == null && acknowledged < sent && System.nanoTime() < limit) {
        LockSupport.parkNanos(1_000_000);
      }
    } catch (IOException e) {
      end(e);
    }
    finish(reader);
  }

  /** How many events were handed to the socket, wholly or in part. */
  public long sent() {
    return sent;
  }

  /** How many of them, from the first on, the server has called safe. */
  public long acknowledged() {
    return acknowledged;
  }

  /** Why the connection ended before it was asked to; empty when it did not. */
  public String ended() {
    String why = ended;
    return why == null ? "" : why;
  }

  /** How long the server wants to be left alone; 0 when it did not say. */
  long retryAfterMillis() {
    return retryAfterMillis;
  }

  /** To be read after the run. */
  public Latencies latencies() {
    return latencies;
  }

  private void send(BooleanSupplier goOn) throws IOException {
    long begin = System.nanoTime();
    while (ended == null && goOn.getAsBoolean()) {
      long now = System.nanoTime();
      long due = (long) ((now - begin) / nanosPerEvent) + 1 - sent;
      long free = window - (sent - acknowledged);
      int count = (int) Math.min(Math.min(due, free), buffer.length / frames.frameSize());
      if (count > 0) {
        sendNow(count, begin, now);
      } else {
        long next = begin + (long) (sent * nanosPerEvent);
        LockSupport.parkNanos(Math.clamp(next - now, LEAST_PARK_NANOS, 50_000_000));
      }
    }
  }

  private void sendNow(int count, long begin, long now) throws IOException {
    long index = sent;
    int length = 0;
    for (int i = 0; i < count; i++, index++) {
      long due = begin + (long) (index * nanosPerEvent);
      startedAt[(int) (index % window)] = now - due > TIMER_SLACK_NANOS ? due : now;
      length = frames.write(firstNumber + index, buffer, length);
    }
    // Counted before it is written: what a broken write has sent in part may have arrived.
    sent = index;
    connection.write(buffer, 0, length);
  }

  private void readAnswers() {
    try {
      while (ended == null) {
        switch (connection.read()) {
          case Answer.Acknowledged ack -> acknowledge(ack.upTo());
          case Answer.Refused refused -> {
            retryAfterMillis = refused.retryAfterMillis();
            end("event refused: " + refused.code() + " " + refused.reason());
          }
          case Answer.Closed closed -> end("closed with " + closed.code() + " " + closed.reason());
        }
      }
    } catch (IOException e) {
      end(e);
    }
  }

  private void acknowledge(long upTo) {
    long now = System.nanoTime();
    long known = sent;
    if (upTo > known) {
      end("the server acknowledged " + upTo + " events of " + known);
      return;
    }
    long before = acknowledged;
    for (long index = before; index < upTo; index++) {
      long nanos = now - startedAt[(int) (index % window)];
      latencies.add(nanos);
      answerNanos.accept(nanos);
    }
    acknowledged = Math.max(before, upTo);
    if (before == 0 && upTo > 0) {
      firstAnswer.run();
    }
  }

  private void end(IOException e) {
    end(e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage());
  }

  /** The first reason counts: after our own goodbye the reader still sees the connection close. */
  private synchronized void end(String why) {
    if (ended == null) {
      ended = why;
    }
  }

  private void finish(Thread reader) {
    end("");
    try {
      connection.sayGoodbye();
    } catch (IOException e) {
      end(e);
    }
    try {
      connection.close();
      reader.join(LAST_ANSWERS_LIMIT);
    } catch (IOException e) {
      end(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
