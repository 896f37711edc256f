package dev.holdfast.tools.drill.siege;

import dev.holdfast.console.terminal.Failures;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** All attackers, in one thread: they must not be what the machine is busy with. */
final class SiegeCrowd implements AutoCloseable {
  private static final Duration COME_BACK = Duration.ofSeconds(1);
  private static final Duration ARRIVAL = Duration.ofSeconds(5);
  private static final int FIRST_ADDRESS = 2;
  private static final int ADDRESSES = 8;
  private static final int SMALL_BUFFER = 4096;

  private final InetSocketAddress server;
  private final String host;
  private final SiegePlan plan;
  private final Selector selector;
  private final Thread thread;
  private final Map<Attack, ByteBuffer> openings = new EnumMap<>(Attack.class);
  private final Map<String, LongAdder> troubles = new HashMap<>();
  private final Queue<Due> due = new PriorityQueue<>(Comparator.comparingLong(Due::at));
  private final ByteBuffer thrownAway = ByteBuffer.allocate(64 * 1024);
  private long connected;
  private long closedByServer;
  private int count;
  private volatile boolean stopping;

  private record Due(long at, Runnable action) {}

  private SiegeCrowd(URI server, SiegePlan plan) throws IOException {
    this.server = new InetSocketAddress(server.getHost(), server.getPort());
    this.host = server.getRawAuthority();
    this.plan = plan;
    this.selector = Selector.open();
    this.thread = Thread.ofPlatform().daemon().name("siege").unstarted(this::run);
  }

  /** Lets all of them come. */
  static SiegeCrowd begin(URI server, SiegePlan plan) {
    try {
      SiegeCrowd crowd = new SiegeCrowd(server, plan);
      crowd.thread.start();
      return crowd;
    } catch (IOException e) {
      throw Failures.loadStopped("the attackers cannot start: " + e.getMessage());
    }
  }

  /** What became of them; to be read after the close. */
  String summary() {
    return connected
        + " connections, "
        + closedByServer
        + " closed by the server"
        + (troubles.isEmpty() ? "" : ", " + troubles);
  }

  private void arrive(Attack attack, int attackers) {
    long each = ARRIVAL.toNanos() / Math.max(1, attackers);
    long now = System.nanoTime();
    for (int i = 0; i < attackers; i++) {
      due.add(new Due(now + i * each, () -> new Attacker(attack).connect()));
    }
  }

  private void run() {
    arrive(Attack.BODY, plan.bodies());
    arrive(Attack.MESSAGE, plan.messages());
    arrive(Attack.READER, plan.readers());
    arrive(Attack.CONNECT, plan.connects());
    nextGarbage(System.nanoTime());
    try (selector) {
      while (!stopping) {
        long now = System.nanoTime();
        for (Due next; (next = due.peek()) != null && now - next.at() >= 0; ) {
          due.remove();
          next.action().run();
        }
        Due next = due.peek();
        long wait = next == null ? 100 : Math.clamp((next.at() - now) / 1_000_000, 1, 100);
        selector.select(key -> ((Attacker) key.attachment()).ready(key), wait);
      }
      selector.keys().forEach(key -> ((Attacker) key.attachment()).close());
    } catch (IOException e) {
      trouble(e);
    }
  }

  private void nextGarbage(long at) {
    if (plan.garbage() > 0) {
      due.add(
          new Due(
              at,
              () -> {
                new Attacker(Attack.GARBAGE).connect();
                nextGarbage(at + 1_000_000_000L / plan.garbage());
              }));
    }
  }

  private void trouble(IOException e) {
    troubles.computeIfAbsent(String.valueOf(e.getMessage()), any -> new LongAdder()).increment();
  }

  /** One client that means no good. */
  private final class Attacker {
    private final Attack attack;
    private final int number = count++;
    private @Nullable SocketChannel channel;
    private ByteBuffer rest = ByteBuffer.allocate(0);

    Attacker(Attack attack) {
      this.attack = attack;
    }

    void connect() {
      try {
        SocketChannel opened = SocketChannel.open();
        channel = opened;
        opened.configureBlocking(false);
        if (attack == Attack.READER) {
          opened.setOption(StandardSocketOptions.SO_RCVBUF, SMALL_BUFFER);
        }
        if (!plan.oneAddress()) {
          String address = "127.0.0." + (FIRST_ADDRESS + number % ADDRESSES);
          opened.bind(new InetSocketAddress(address, 0));
        }
        opened.register(selector, SelectionKey.OP_CONNECT, this);
        opened.connect(server);
      } catch (IOException e) {
        trouble(e);
        over();
      }
    }

    void ready(SelectionKey key) {
      try {
        SocketChannel open = (SocketChannel) key.channel();
        if (key.isConnectable() && open.finishConnect()) {
          connected++;
          rest = openings.computeIfAbsent(attack, each -> each.opening(host)).duplicate();
          write(open);
          later();
        } else if (key.isReadable() && read(open) < 0) {
          closedByServer++;
          over();
          return;
        } else if (key.isWritable()) {
          write(open);
        }
        if (key.isValid()) {
          int reading = attack.reads() ? SelectionKey.OP_READ : 0;
          key.interestOps(rest.hasRemaining() ? reading | SelectionKey.OP_WRITE : reading);
        }
      } catch (IOException e) {
        closedByServer++;
        over();
      }
    }

    private int read(SocketChannel open) throws IOException {
      thrownAway.clear();
      return open.read(thrownAway);
    }

    private void write(SocketChannel open) throws IOException {
      if (rest.hasRemaining()) {
        open.write(rest);
      }
    }

    private void later() {
      SocketChannel now = channel;
      due.add(new Due(System.nanoTime() + attack.between().toNanos(), () -> drip(now)));
    }

    private void drip(@Nullable SocketChannel of) {
      if (of == null || !of.isOpen() || !of.equals(channel)) {
        return;
      }
      try {
        if (attack == Attack.READER) {
          over();
          return;
        }
        if (!rest.hasRemaining()) {
          of.write(ByteBuffer.wrap(new byte[] {' '}));
        }
        later();
      } catch (IOException e) {
        closedByServer++;
        over();
      }
    }

    private void over() {
      close();
      if (attack.comesBack()) {
        due.add(new Due(System.nanoTime() + COME_BACK.toNanos(), this::connect));
      }
    }

    void close() {
      SocketChannel open = channel;
      channel = null;
      if (open != null) {
        try {
          open.close();
        } catch (IOException e) {
          trouble(e);
        }
      }
    }
  }

  /** Closes all connections. */
  @Override
  public void close() {
    stopping = true;
    selector.wakeup();
    try {
      thread.join(Duration.ofSeconds(20));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
