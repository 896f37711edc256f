package dev.holdfast.tools.load;

import java.io.IOException;

/**
 * Sends as fast as the window allows, in one thread: fill the window with one write, wait for
 * acknowledgements, fill what they have freed. A thread of its own for reading would cost two more
 * wake-ups a round and make the producer dearer than the server.
 *
 * <p>It cannot deadlock although it does not read while it writes: the answers to a full window fit
 * into the socket's buffers many times.
 */
final class FloodProducer implements Runnable {
  private static final int WRITE_BYTES = 64 * 1024;

  private final LoadConnection connection;
  private final EventFrames frames;
  private final int window;
  private final Latencies latencies = new Latencies();
  private final byte[] buffer;
  private volatile boolean stopping;
  private volatile long acknowledged;
  private volatile String trouble = "";
  private long sent;

  /**
   * @param window how many events may be sent and not acknowledged; with 1 each one's time is kept
   */
  FloodProducer(LoadConnection connection, EventFrames frames, int window) {
    this.connection = connection;
    this.frames = frames;
    this.window = window;
    int perWrite = Math.clamp(WRITE_BYTES / frames.frameSize(), 1, window);
    buffer = new byte[perWrite * frames.frameSize()];
  }

  @Override
  public void run() {
    try {
      while (!stopping && trouble.isEmpty()) {
        fillWindow();
        long written = System.nanoTime();
        readAnswers();
        if (window == 1) {
          latencies.add(System.nanoTime() - written);
        }
      }
      while (trouble.isEmpty() && acknowledged < sent) {
        readAnswers();
      }
    } catch (IOException e) {
      trouble = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }
  }

  /** No new events; the thread ends when all that were sent are acknowledged. */
  void stop() {
    stopping = true;
  }

  long acknowledged() {
    return acknowledged;
  }

  /** Why it ended early; empty when it did not. */
  String trouble() {
    return trouble;
  }

  /** To be read when its thread has ended. */
  Latencies latencies() {
    return latencies;
  }

  private void fillWindow() throws IOException {
    long limit = acknowledged + window;
    while (sent < limit) {
      int length = 0;
      while (sent < limit && length < buffer.length) {
        length = frames.write(++sent, buffer, length);
      }
      connection.write(buffer, 0, length);
    }
  }

  private void acknowledge(long upTo) {
    if (upTo > sent) {
      trouble = "the server acknowledged " + upTo + " events of " + sent;
    } else {
      acknowledged = Math.max(acknowledged, upTo);
    }
  }

  /** Waits for an answer, and takes all that came with it: a ping may be the last. */
  private void readAnswers() throws IOException {
    boolean answered = false;
    do {
      Answer answer = connection.readFrame();
      answered |= answer != null;
      switch (answer) {
        case null -> {}
        case Answer.Acknowledged ack -> acknowledge(ack.upTo());
        case Answer.Refused refused -> trouble = refused.code() + " " + refused.reason();
        case Answer.Closed closed ->
            trouble = "closed with " + closed.code() + " " + closed.reason();
      }
    } while ((connection.hasMore() || !answered) && trouble.isEmpty());
  }
}
