package dev.holdfast.server.websocket;

import com.sun.management.OperatingSystemMXBean;
import dev.holdfast.spi.WebSocketListener;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Prints how many masked text messages of 300 bytes a second the server takes, from 1 and from 16
 * clients in the same process; the processor time is that of both sides. Not a test: run it by
 * hand.
 */
final class Throughput {
  private static final int SIZE = 300;
  private static final int PER_WRITE = 260;
  private static final long WARM_UP = 2_000_000_000L;
  private static final long MEASURED = 3_000_000_000L;
  private static volatile boolean stopped;

  private Throughput() {}

  public static void main(String[] arguments) throws IOException, InterruptedException {
    for (int connections : new int[] {1, 16}) {
      try (TestServer server = new TestServer(new ConfigDraft())) {
        AtomicLong received = new AtomicLong();
        server.add("/sink", session -> new Sink(received));
        run(server, connections, received);
      }
    }
    System.exit(0);
  }

  private static void run(TestServer server, int connections, AtomicLong received)
      throws IOException, InterruptedException {
    stopped = false;
    List<Thread> clients = new ArrayList<>();
    for (int i = 0; i < connections; i++) {
      RawClient client = RawClient.open(server.port(), "/sink");
      clients.add(Thread.ofPlatform().start(() -> flood(client)));
    }
    LockSupport.parkNanos(WARM_UP);
    long countBefore = received.get();
    long cpuBefore = cpu();
    long began = System.nanoTime();
    LockSupport.parkNanos(MEASURED);
    double seconds = (System.nanoTime() - began) / 1e9;
    long count = received.get() - countBefore;
    double cpuSeconds = (cpu() - cpuBefore) / 1e9;
    stopped = true;
    for (Thread client : clients) {
      client.join();
    }
    System.out.printf(
        "%2d connections: %.0f k messages/s, %.2f CPU s per million (client included)%n",
        connections, count / seconds / 1000, cpuSeconds / count * 1e6);
  }

  private static long cpu() {
    return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
  }

  private static void flood(RawClient client) {
    byte[] payload = new byte[SIZE];
    Arrays.fill(payload, (byte) 'm');
    byte[][] frames = new byte[PER_WRITE][];
    Arrays.fill(frames, RawClient.frame(0x81, payload));
    byte[] batch = RawClient.join(frames);
    try (client) {
      while (!stopped) {
        client.send(batch);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static final class Sink implements WebSocketListener {
    private final AtomicLong received;
    private long gathered;

    Sink(AtomicLong received) {
      this.received = received;
    }

    @Override
    public void text(ByteBuffer utf8) {
      gathered++;
    }

    @Override
    public void drained() {
      received.addAndGet(gathered);
      gathered = 0;
    }

    @Override
    public void closed(int code, String reason) {}
  }
}
