package dev.holdfast.server.edge;

import dev.holdfast.spi.MemoryBudget;
import io.helidon.common.buffers.BufferData;
import io.helidon.http.Headers;
import io.helidon.http.HttpPrologue;
import io.helidon.http.WritableHeaders;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.http1.Http1Config;
import io.helidon.webserver.http1.Http1ConnectionListener;
import io.helidon.webserver.http1.Http1ConnectionSelector;
import io.helidon.webserver.http1.Http1ConnectionSelectorConfig;
import io.helidon.webserver.http1.spi.Http1Upgrader;
import io.helidon.webserver.spi.ServerConnection;
import io.helidon.webserver.spi.ServerConnectionSelector;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What stands between the sockets of a listener and Helidon's HTTP/1.1: every connection goes
 * through it.
 */
public final class Edge implements ServerConnectionSelector {
  private final EdgeLimits limits;
  private final Admission admission;
  private final Ticks ticks;
  private final Faults faults;
  private final Http1ConnectionSelector http;
  private final MemoryBudget memory;
  private final ConnectionPlaces places;
  private final RequestPlaces requests;
  private final Set<ClientConnection> connections = ConcurrentHashMap.newKeySet();

  /**
   * Creates the edge of one listener.
   *
   * @param ticks watch the time limits
   * @param memory what bodies that are arriving may occupy
   * @param connections that there may be at one time
   * @param forProbes of these
   * @param upgraders to what a connection can be upgraded, by its name in lower case
   */
  public Edge(
      EdgeLimits limits,
      Admission admission,
      Ticks ticks,
      MemoryBudget memory,
      int connections,
      int forProbes,
      List<Http1Upgrader> upgraders) {
    this.memory = memory;
    this.places = new ConnectionPlaces(connections, forProbes);
    this.requests = new RequestPlaces(limits.maxRequests());
    this.limits = limits;
    this.admission = admission;
    this.ticks = ticks;
    this.faults = new Faults(ticks::now);
    this.http = http(limits, upgraders);
    ticks.watch(this::tick);
  }

  private static Http1ConnectionSelector http(EdgeLimits limits, List<Http1Upgrader> upgraders) {
    // A head that the edge lets pass has to pass there too; what it adds to it is short.
    int most = limits.maxHead().toInt() + 1024;
    Http1ConnectionSelectorConfig.Builder http =
        Http1ConnectionSelector.builder()
            .config(
                Http1Config.builder()
                    .maxPrologueLength(most)
                    .maxHeadersSize(most)
                    .addReceiveListener(new HeadRead())
                    .addSendListener(new Exchange.Answers())
                    .build());
    upgraders.forEach(upgrader -> http.addUpgrader(new WatchedUpgrader(upgrader)));
    return http.build();
  }

  /** Helidon has one request only of each of its connections. */
  private static final class HeadRead implements Http1ConnectionListener {
    @Override
    public void headers(ConnectionContext context, Headers headers) {
      if (context instanceof Exchange exchange) {
        exchange.client().routed();
      }
    }
  }

  private record WatchedUpgrader(Http1Upgrader upgrader) implements Http1Upgrader {
    @Override
    public String supportedProtocol() {
      return upgrader.supportedProtocol();
    }

    @Override
    public @Nullable ServerConnection upgrade(
        ConnectionContext context, HttpPrologue prologue, WritableHeaders<?> headers) {
      ServerConnection upgraded = upgrader.upgrade(context, prologue, headers);
      if (upgraded != null && context instanceof Exchange exchange) {
        exchange.client().upgraded();
      }
      return upgraded;
    }
  }

  @Override
  public ServerConnection connection(ConnectionContext context) {
    return new ClientConnection(this, context);
  }

  @Override
  public int bytesToIdentifyConnection() {
    return 0;
  }

  @Override
  public Support supports(BufferData data) {
    return Support.SUPPORTED;
  }

  @Override
  public Set<String> supportedApplicationProtocols() {
    return http.supportedApplicationProtocols();
  }

  ServerConnection http(Exchange exchange) {
    return http.connection(exchange);
  }

  MemoryBudget memory() {
    return memory;
  }

  ConnectionPlaces places() {
    return places;
  }

  RequestPlaces requests() {
    return requests;
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

  void leave(ClientConnection connection) {
    connections.remove(connection);
  }

  void fault(Fault fault, String peer, String why) {
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
}
