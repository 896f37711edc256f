package dev.holdfast.testkit.network;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A network between a plugin and the server that it talks to, which a test can break: a TCP proxy
 * on a free port of the loopback interface.
 *
 * <pre>{@code
 * try (FaultyNetwork network = FaultyNetwork.to("127.0.0.1", postgres.port())) {
 *   connectTo("127.0.0.1", network.port());
 *   network.hang();
 *   // ... what is said while nothing comes through ...
 *   network.pass();
 * }
 * }</pre>
 *
 * <p>Faults can be switched at any time and hold for open connections too. One fault is in force at
 * a time: each call replaces the one before. What a fault holds back is kept, as TCP would send it
 * again, and goes on its way when the fault ends; {@link #cut} loses it.
 *
 * <p>It buffers at most 1 MiB a connection and direction, and takes at most {@value #MOST}
 * connections; further ones are reset. All methods may be called from any thread.
 */
public final class FaultyNetwork implements AutoCloseable {
  /** Which way bytes go. */
  public enum Direction {
    TO_SERVER,
    TO_CLIENT
  }

  static final int MOST = 1_000;

  private final InetSocketAddress here;
  private final Conditions conditions = new Conditions();
  private final Set<Link> links = ConcurrentHashMap.newKeySet();
  private final Semaphore room = new Semaphore(MOST);
  private final AtomicLong accepted = new AtomicLong();
  private @Nullable Door door;
  private @Nullable Socket placeholder;
  private volatile InetSocketAddress server;
  private volatile boolean refusing;
  private boolean closed;

  private FaultyNetwork(InetSocketAddress server) throws IOException {
    this.server = server;
    this.door = Door.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), this::take);
    this.here = door.address();
  }

  /** A network that passes everything on to a server, which may be absent. */
  public static FaultyNetwork to(String host, int port) throws IOException {
    return new FaultyNetwork(InetSocketAddress.createUnresolved(host, port));
  }

  /** The port on 127.0.0.1 to connect to; the same for life. */
  public int port() {
    return here.getPort();
  }

  /**
   * Leads connections from now on to another port of the server's machine: it has come back there.
   */
  public void leadTo(int port) {
    server = InetSocketAddress.createUnresolved(server.getHostString(), port);
  }

  /** No fault: ends every other one. */
  public void pass() {
    listen();
    conditions.set(EnumSet.noneOf(Direction.class), Duration.ZERO);
  }

  /** Nobody listens: connections are refused, open ones are reset. */
  public void refuse() {
    conditions.set(EnumSet.noneOf(Direction.class), Duration.ZERO);
    stopListening();
    cut();
  }

  /** A silent partition: connections are accepted, and nothing comes through either way. */
  public void hang() {
    listen();
    conditions.set(EnumSet.allOf(Direction.class), Duration.ZERO);
  }

  /** Half a partition: nothing comes through in one direction. */
  public void oneWay(Direction swallowed) {
    listen();
    conditions.set(EnumSet.of(swallowed), Duration.ZERO);
  }

  /**
   * Everything comes through late.
   *
   * @param eachWay added to the way there and to the way back
   */
  public void slow(Duration eachWay) {
    listen();
    conditions.set(EnumSet.noneOf(Direction.class), eachWay);
  }

  /** Resets all open connections, once; the fault in force stays. */
  public void cut() {
    links.forEach(Link::reset);
  }

  /** Connections accepted since the beginning, which is how often somebody has tried. */
  public long accepted() {
    return accepted.get();
  }

  /** Connections open now. */
  public int open() {
    return links.size();
  }

  /** Stops listening and resets what is open. */
  @Override
  public synchronized void close() {
    closed = true;
    stopListening();
    letGo(placeholder);
    placeholder = null;
    cut();
  }

  private synchronized void listen() {
    if (closed || door != null) {
      return;
    }
    letGo(placeholder);
    placeholder = null;
    refusing = false;
    try {
      door = Door.open(here, this::take);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot listen again on port " + here.getPort(), e);
    }
  }

  private synchronized void stopListening() {
    refusing = true;
    Door open = door;
    door = null;
    if (open == null) {
      return;
    }
    open.close();
    if (!closed) {
      placeholder = holdPort();
    }
  }

  /**
   * A bound socket that does not listen. Without it the port is free for others, and a client that
   * tries for long enough on loopback is given it as its own port and connects to itself.
   */
  private Socket holdPort() {
    Socket holder = new Socket();
    try {
      holder.setReuseAddress(true);
      holder.bind(here);
      return holder;
    } catch (IOException e) {
      letGo(holder);
      throw new UncheckedIOException("cannot hold port " + here.getPort(), e);
    }
  }

  private void take(Socket client) {
    accepted.incrementAndGet();
    if (!room.tryAcquire()) {
      Link.reset(client);
      return;
    }
    Link link = new Link(client, server, conditions, this::ended);
    links.add(link);
    link.start();
    if (refusing) {
      // It came while the door was being shut.
      link.reset();
    }
  }

  private void ended(Link link) {
    if (links.remove(link)) {
      room.release();
    }
  }

  private static void letGo(@Nullable Socket holder) {
    if (holder != null) {
      try {
        holder.close();
      } catch (IOException e) {
        // It is gone, which is what was wanted.
      }
    }
  }
}
