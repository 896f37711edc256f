package dev.holdfast.server.edge;

import dev.holdfast.server.edge.http.Admission;
import dev.holdfast.server.edge.http.ClientFault;
import dev.holdfast.spi.server.MemoryBudget;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What stands between the sockets of the web port and Helidon's HTTP/1.1: every connection is
 * accepted, watched and ended here.
 */
public final class Edge implements AutoCloseable {
  /** As Helidon's own: requests under way may end by themselves for so long. */
  private static final Duration GRACE = Duration.ofMillis(500);

  private static final Duration LOOK_AGAIN = Duration.ofMillis(5);

  private final EdgeLimits limits;
  private final Admission admission;
  private final Ticks ticks;
  private final Faults faults;
  private final HelidonHttp http;
  private final MemoryBudget memory;
  private final ConnectionSlots slots;
  private final RequestSlots requests;
  private final ProbeThreads probeThreads = new ProbeThreads();

  /** Of half of the processors: those who are here already shall find one. */
  private final Turns turns =
      new Turns(Math.max(1, Runtime.getRuntime().availableProcessors() / 2));

  /** Of all connections, those too that make room for others and have not ended yet. */
  private final Semaphore open;

  private final Set<ClientConnection> connections = ConcurrentHashMap.newKeySet();
  private volatile @Nullable Listener listener;
  private volatile @Nullable ConnectionRefusals refusals;
  private volatile @Nullable Securing securing;

  /**
   * Creates the edge of one port, which is not open yet.
   *
   * @param ticks watch the time limits
   * @param memory what bodies that are arriving may occupy
   * @param http serves what the edge lets pass
   */
  public Edge(
      EdgeLimits limits, Admission admission, Ticks ticks, MemoryBudget memory, HelidonHttp http) {
    this.memory = memory;
    this.slots = new ConnectionSlots(limits.connections(), limits.forProbes());
    this.requests = new RequestSlots(limits.maxRequests());
    this.open = new Semaphore(limits.connections() + limits.forProbes());
    this.limits = limits;
    this.admission = admission;
    this.ticks = ticks;
    this.faults = new Faults(ticks::now);
    this.http = http;
    ticks.watch(this::tick);
  }

  /**
   * Opens the port.
   *
   * @param tls for every connection; null for none
   * @return where it is
   * @throws IOException somebody else has the address, or it is not ours
   */
  public InetSocketAddress open(InetSocketAddress address, @Nullable Securing tls)
      throws IOException {
    securing = tls;
    ConnectionRefusals refusing = new ConnectionRefusals();
    Listener opened;
    try {
      opened = new Listener(address, limits.receiveBuffer(), open, this::arrived, System::nanoTime);
    } catch (IOException | RuntimeException e) {
      refusing.close();
      throw e;
    }
    refusals = refusing;
    listener = opened;
    opened.start();
    return opened.address();
  }

  /** Why no connection can be accepted now; empty when they can, and while the port is not open. */
  public Optional<Throwable> trouble() {
    Listener opened = listener;
    return opened == null ? Optional.empty() : opened.trouble();
  }

  private Runnable arrived(SocketChannel channel) {
    ClientConnection connection;
    try {
      connection =
          new ClientConnection(this, new ClientSocket(channel, limits.sendBuffer(), securing));
    } catch (IOException | RuntimeException gone) {
      // Between its arrival and now.
      drop(channel);
      return () -> {};
    }
    connection.arrive();
    return connection::spoke;
  }

  private void drop(SocketChannel channel) {
    open.release();
    try {
      channel.close();
    } catch (IOException e) {
      // Nothing is left to close.
    }
  }

  HelidonHttp http() {
    return http;
  }

  MemoryBudget memory() {
    return memory;
  }

  ConnectionSlots slots() {
    return slots;
  }

  RequestSlots requests() {
    return requests;
  }

  Turns turns() {
    return turns;
  }

  ProbeThreads probeThreads() {
    return probeThreads;
  }

  EdgeLimits limits() {
    return limits;
  }

  Admission admission() {
    return admission;
  }

  long now() {
    return ticks.now();
  }

  void join(ClientConnection connection) {
    connections.add(connection);
  }

  /** For each that has joined, once. */
  void leave(ClientConnection connection) {
    connections.remove(connection);
    open.release();
  }

  /** Refuses who has no slot, without a thread of its own; over is run when it is to be closed. */
  void refuse(ClientSocket socket, String peer, Runnable over) {
    ConnectionRefusals refusing = refusals;
    if (refusing == null) {
      over.run();
    } else {
      refusing.take(socket, peer, over);
    }
  }

  void fault(ClientFault fault, String peer, String why) {
    faults.add(fault, peer, why);
  }

  private void tick(long now) {
    for (ClientConnection connection : connections) {
      connection.tick(now);
    }
    faults.tick();
  }

  /** What happened so far. */
  public EdgeFigures figures() {
    return new EdgeFigures(
        connections.size(), requests.taken(), requests.refused(), faults.counts());
  }

  /** Closes the port, and all connections; requests under way have a short grace. */
  @Override
  public void close() {
    Listener opened = listener;
    if (opened != null) {
      opened.close();
    }
    connections.forEach(connection -> connection.close(false));
    if (!await(connections::isEmpty)) {
      connections.forEach(connection -> connection.close(true));
      await(connections::isEmpty);
    }
    ConnectionRefusals refusing = refusals;
    if (refusing != null) {
      refusing.close();
    }
    probeThreads.close();
  }

  private static boolean await(BooleanSupplier done) {
    long begin = System.nanoTime();
    while (!done.getAsBoolean() && System.nanoTime() - begin < GRACE.toNanos()) {
      LockSupport.parkNanos(LOOK_AGAIN.toNanos());
    }
    return done.getAsBoolean();
  }
}
