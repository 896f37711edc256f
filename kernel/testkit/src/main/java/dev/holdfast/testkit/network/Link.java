package dev.holdfast.testkit.network;

import dev.holdfast.testkit.network.FaultyNetwork.Direction;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * One connection through the network: a socket on either side and a pipe each way.
 *
 * <p>The server's side is opened when the first bytes may pass. A client that gives up during a
 * partition is thus never heard of on the other side, as if its SYN had been lost.
 */
final class Link {
  private static final int CONNECT_LIMIT_MILLIS = 10_000;

  private final Socket client;
  private final Socket server = new Socket();
  private final InetSocketAddress address;
  private final Conditions conditions;
  private final Consumer<Link> ended;
  private final AtomicInteger openWays = new AtomicInteger(2);
  private final Pipe toServer;
  private final Pipe toClient;

  Link(Socket client, InetSocketAddress address, Conditions conditions, Consumer<Link> ended) {
    this.client = client;
    this.address = address;
    this.conditions = conditions;
    this.ended = ended;
    this.toServer = new Pipe(client, server, Direction.TO_SERVER, conditions, this::wayEnded);
    this.toClient = new Pipe(server, client, Direction.TO_CLIENT, conditions, this::wayEnded);
  }

  void start() {
    toServer.startReading();
    Thread.ofVirtual().start(this::connect);
  }

  private void connect() {
    try {
      client.setTcpNoDelay(true);
      conditions.awaitDeparture(Direction.TO_SERVER, System.nanoTime());
      if (toServer.isAbandoned()) {
        reset();
        return;
      }
      server.connect(
          new InetSocketAddress(address.getHostString(), address.getPort()), CONNECT_LIMIT_MILLIS);
      server.setTcpNoDelay(true);
      toServer.startWriting();
      toClient.startReading();
      toClient.startWriting();
    } catch (IOException e) {
      reset();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      reset();
    }
  }

  /** Ends both sides with a reset, whatever is still under way. */
  void reset() {
    // The sockets first: a virtual thread that is interrupted in a read closes its socket politely.
    reset(client);
    reset(server);
    toServer.stop();
    toClient.stop();
    ended.accept(this);
  }

  private void wayEnded(boolean wasReset) {
    if (wasReset || openWays.decrementAndGet() == 0) {
      reset();
    }
  }

  static void reset(Socket socket) {
    try {
      // A close with zero linger is a reset instead of an orderly end.
      socket.setSoLinger(true, 0);
    } catch (IOException e) {
      // It was closed before.
    }
    try {
      socket.close();
    } catch (IOException e) {
      // It is gone.
    }
  }
}
