package dev.holdfast.testkit.network;

import dev.holdfast.testkit.network.FaultyNetwork.Direction;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.util.Arrays;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One way through a connection. A thread reads ahead into a bounded queue and a thread writes, so
 * that a late network delays every byte by the same time instead of one read after the other.
 */
final class Pipe {
  private static final int CHUNK = 16 * 1024;
  private static final int CHUNKS = 64;

  private enum Kind {
    BYTES,
    END,
    RESET
  }

  private record Chunk(Kind kind, byte[] bytes, long arrivedNanos) {
    static Chunk of(Kind kind, byte[] bytes) {
      return new Chunk(kind, bytes, System.nanoTime());
    }
  }

  private final Socket from;
  private final Socket to;
  private final Direction direction;
  private final Conditions conditions;
  private final Consumer<Boolean> ended;
  private final BlockingQueue<Chunk> underWay = new ArrayBlockingQueue<>(CHUNKS);
  private volatile boolean abandoned;
  private volatile boolean stopped;
  private volatile @Nullable Thread reader;
  private volatile @Nullable Thread writer;

  /**
   * @param ended told once how it ended: true for a reset, false for an orderly end
   */
  Pipe(
      Socket from, Socket to, Direction direction, Conditions conditions, Consumer<Boolean> ended) {
    this.from = from;
    this.to = to;
    this.direction = direction;
    this.conditions = conditions;
    this.ended = ended;
  }

  void startReading() {
    reader = Thread.ofVirtual().start(this::read);
  }

  void startWriting() {
    Thread thread = Thread.ofVirtual().unstarted(this::write);
    writer = thread;
    thread.start();
    if (stopped) {
      thread.interrupt();
    }
  }

  /** The sender has gone. */
  boolean isAbandoned() {
    return abandoned;
  }

  void stop() {
    stopped = true;
    interrupt(reader);
    interrupt(writer);
  }

  private void read() {
    byte[] buffer = new byte[CHUNK];
    try {
      try {
        InputStream in = from.getInputStream();
        int count = in.read(buffer);
        while (count >= 0 && !stopped) {
          underWay.put(Chunk.of(Kind.BYTES, Arrays.copyOf(buffer, count)));
          count = in.read(buffer);
        }
        abandoned = true;
        underWay.put(Chunk.of(Kind.END, new byte[0]));
      } catch (IOException e) {
        abandoned = true;
        underWay.put(Chunk.of(Kind.RESET, new byte[0]));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void write() {
    try {
      OutputStream out = to.getOutputStream();
      Chunk chunk = depart();
      while (chunk.kind() == Kind.BYTES) {
        out.write(chunk.bytes());
        chunk = depart();
      }
      if (chunk.kind() == Kind.END) {
        to.shutdownOutput();
      }
      ended.accept(chunk.kind() == Kind.RESET);
    } catch (IOException e) {
      ended.accept(true);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Chunk depart() throws InterruptedException {
    Chunk chunk = underWay.take();
    conditions.awaitDeparture(direction, chunk.arrivedNanos());
    return chunk;
  }

  private static void interrupt(@Nullable Thread thread) {
    if (thread != null) {
      thread.interrupt();
    }
  }
}
