package dev.holdfast.server.web;

import dev.holdfast.server.edge.Admission;
import dev.holdfast.server.edge.Edge;
import dev.holdfast.server.edge.EdgeFigures;
import dev.holdfast.server.edge.Ticks;
import dev.holdfast.server.memory.UnfinishedInput;
import dev.holdfast.server.websocket.Caller;
import dev.holdfast.server.websocket.Origins;
import dev.holdfast.server.websocket.WebSocketFigures;
import dev.holdfast.server.websocket.WebSockets;
import dev.holdfast.spi.Problem;
import dev.holdfast.spi.ProblemException;
import dev.holdfast.spi.Role;
import dev.holdfast.spi.WebSocketHandler;
import dev.holdfast.spi.WebSocketOptions;
import io.helidon.common.socket.PeerInfo;
import io.helidon.common.tls.Tls;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** The one port of the server, with routes that come and go while it is open. */
public final class WebPort implements AutoCloseable {

  /** Service restart, in the registry of RFC 6455, 11.7. */
  private static final int RESTART = 1012;

  /**
   * Of each connection, in bytes. Helidon's default is 4 KiB: less than one segment of the loopback
   * device, where a producer then sends some hundred bytes every 40 ms (measured: 45 events/s).
   */
  private static final int RECEIVE_BUFFER = 256 * 1024;

  private final WebConfig config;
  private final Audit audit;
  private final Requests requests;
  private final UnfinishedInput unfinished;
  private final PathOwners owners;
  private final Gate gate;
  private final ClientBlocks blocks;
  private final SecurityHeaders headers;
  private final ServerTls tls;
  private final InstantSource clock;
  private volatile @Nullable ReloadableTls secured;
  private final RouteTable routes;
  private final Ticks ticks = new Ticks(System::nanoTime);
  private final WebSockets webSockets;
  private final int connections;
  private final Edge edge;
  private volatile @Nullable WebServer server;
  private volatile boolean closing;

  /** Creates a port that is not open yet; routes can be added already. */
  public WebPort(WebConfig config, Tokens tokens, Audit audit, InstantSource clock) {
    this(config, tokens, audit, clock, Path.of(""));
  }

  /**
   * Creates a port that is not open yet; routes can be added already.
   *
   * @param directory where the relative paths of {@code web.tls} begin
   */
  public WebPort(
      WebConfig config, Tokens tokens, Audit audit, InstantSource clock, Path directory) {
    this.config = config;
    this.audit = audit;
    this.requests = new Requests(config.slowRequest(), clock, System::nanoTime);
    this.owners = new PathOwners(config.websocket().retryAfter());
    this.unfinished =
        new UnfinishedInput(
            UnfinishedInput.size(config.unfinishedInput(), Runtime.getRuntime().maxMemory()),
            System::nanoTime);
    this.clock = clock;
    this.tls = new ServerTls(config.tls(), directory);
    this.headers = new SecurityHeaders(config.tls().isOn());
    this.blocks = new ClientBlocks(config.block(), clock, System::nanoTime);
    AccessControl access =
        new AccessControl(
            tokens,
            new TrustedHosts(config.host(), config.hostNames()),
            blocks,
            config.tls().asksForCertificates());
    this.webSockets = new WebSockets(config.websocket(), unfinished, access, owners::away, ticks);
    this.connections =
        ConnectionLimit.of(config)
            .within(ConnectionLimit.files(), Runtime.getRuntime().maxMemory());
    this.edge =
        new Edge(
            config.edge(),
            new Arrivals(),
            ticks,
            unfinished,
            connections,
            config.probeConnections(),
            webSockets.upgraders());
    this.gate = new Gate(tokens, access, new Origins(config.websocket().allowedOrigins()));
    this.routes = new RouteTable(gate, audit, requests, headers, owners, webSockets::serves);
    ticks.watch(now -> cutSlowHandshakes());
    ticks.start();
  }

  /** Adds HTTP routes until the returned handle is closed. */
  public AutoCloseable http(String path, Role role, HttpService service) {
    return routes.add(path, role, service);
  }

  /** Adds a WebSocket endpoint until the returned handle is closed. */
  public AutoCloseable webSocket(String path, WebSocketOptions options, WebSocketHandler handler) {
    return webSockets.register(path, options, handler);
  }

  /** The same for a plugin: while it is away, its path is answered with 503 and not with 404. */
  public AutoCloseable http(String path, Role role, HttpService service, String owner) {
    return owners.claim(path, owner, http(path, role, service));
  }

  /** The same for a plugin: while it is away, its path is answered with 503 and not with 404. */
  public AutoCloseable webSocket(
      String path, WebSocketOptions options, WebSocketHandler handler, String owner) {
    return owners.claim(path, owner, webSocket(path, options, handler));
  }

  /**
   * Answers 503 for paths whose owner is away, and for unknown ones while plugins start.
   *
   * @param isDeployed whether a plugin of this name is there, in whatever state
   */
  public void expect(Predicate<String> isDeployed, BooleanSupplier isStarting) {
    owners.ask(isDeployed, isStarting);
  }

  /**
   * Opens the port.
   *
   * @return where it is
   * @throws ProblemException somebody else has it, or the host is not ours
   */
  public URI open() {
    WebServer opened = listen(config.port());
    server = opened;
    return url(opened);
  }

  private WebServer listen(int port) {
    var builder =
        WebServer.builder()
            .host(config.host())
            .port(port)
            // The other sockets of 4.5.0 hand zeros out at the first direct read of a WebSocket
            // session.
            .useNio(false)
            .shutdownHook(false)
            .protocolsDiscoverServices(false)
            .featuresDiscoverServices(false)
            .addConnectionSelector(edge)
            .routing(routes.asBuilder())
            .contentEncoding(new EncodingsAsSent())
            .directHandlers(ProblemAnswers.directHandlers(headers))
            .putListenerSocketOption(StandardSocketOptions.SO_RCVBUF, RECEIVE_BUFFER)
            .connectionOptions(socket ->
                socket
                    .socketSendBufferSize(config.websocket().sendBuffer().toInt())
                    .socketReceiveBufferSize(RECEIVE_BUFFER)
                    .tcpNoDelay(true))
            // Those that make room for others still stand while they end, and must not stop the
            // accepting.
            .maxTcpConnections(connections + config.probeConnections())
            .maxPayloadSize(config.maxBody().bytes());
    if (config.tls().isOn()) {
      builder.tls(Tls.builder().sslContext(reloadable().context()).build());
    }
    WebServer opened = builder.build();
    checkFree(port);
    opened.start();
    if (!opened.isRunning()) {
      throw new ProblemException(WebProblems.PORT.because(config.host() + ":" + port));
    }
    return opened;
  }

  /** Looks whether it listens, and opens it again when it does not; whoever asks has to look. */
  public PortWatch watch(PortWatch.News news) {
    return new PortWatch(
        new ListeningDoor(), config.reopenLimit(), config.maxReopenings(), news, System::nanoTime);
  }

  private final class ListeningDoor implements PortWatch.Door {
    @Override
    public boolean isOpen() throws IOException {
      WebServer open = server;
      return open == null
          || closing
          || ListenProbe.isTaken(new InetSocketAddress(config.host(), open.port()));
    }

    @Override
    public void reopen() {
      synchronized (WebPort.this) {
        WebServer old = server;
        if (old != null && !closing) {
          server = listen(old.port());
          old.stop();
        }
      }
    }
  }

  /** Where it is; empty until it is open. */
  public Optional<URI> url() {
    return Optional.ofNullable(server).map(this::url);
  }

  private URI url(WebServer open) {
    String host = config.host().contains(":") ? "[" + config.host() + "]" : config.host();
    String scheme = config.tls().isOn() ? "https://" : "http://";
    return URI.create(scheme + host + ":" + open.port());
  }

  /** Helidon only logs why a port cannot be opened; whoever starts a server wants to be told. */
  private void checkFree(int port) {
    try (ServerSocket probe = new ServerSocket()) {
      probe.setReuseAddress(true);
      probe.bind(new InetSocketAddress(config.host(), port));
    } catch (IOException e) {
      throw new ProblemException(
          WebProblems.PORT.because(config.host() + ":" + port + ": " + e.getMessage()), e);
    }
  }

  /** The number of HTTP routes and WebSocket endpoints that there are now. */
  public int size() {
    return routes.size() + webSockets.size();
  }

  /** Clients that offend, and those that are blocked for it. */
  public ClientBlocks blocks() {
    return blocks;
  }

  /** Whether a caller of a route for everybody may see what callers with this role see. */
  public boolean allows(ServerRequest request, Role role) {
    return gate.allows(request, role);
  }

  /**
   * Watches over the files of {@code web.tls}, from when the port is open.
   *
   * @return has to be called again and again; does nothing while TLS is off
   */
  public Runnable watchCertificate(CertificateNews news) {
    if (!config.tls().isOn()) {
      return () -> {};
    }
    return new CertificateWatch(tls, config.tls(), this::reload, news, clock, System::nanoTime)
        ::look;
  }

  /** Everybody may come in; who offends again and again is refused by {@link AccessControl}. */
  private final class Arrivals implements Admission {
    @Override
    public @Nullable ProblemException refusal(PeerInfo peer) {
      ReloadableTls known = secured;
      if (known != null) {
        known.done(peer.address());
      }
      return null;
    }

    @Override
    public void offended(PeerInfo peer, Admission.FaultClass fault) {
      blocks.offence(
          Caller.address(peer),
          fault == Admission.FaultClass.TOO_SLOW ? Offence.TOO_SLOW : Offence.MALFORMED_REQUEST);
    }
  }

  private void cutSlowHandshakes() {
    ReloadableTls known = secured;
    if (known != null) {
      known.cutSlow().forEach(address -> blocks.offence(address, Offence.TOO_SLOW));
    }
  }

  private ReloadableTls reloadable() {
    SSLContext read = tls.read();
    ReloadableTls known = secured;
    if (known == null) {
      known = new ReloadableTls(config.tls(), read, config.headTimeout(), System::nanoTime);
      secured = known;
    } else {
      known.replace(read);
    }
    return known;
  }

  void reload(SSLContext read) {
    ReloadableTls known = secured;
    if (known != null) {
      known.replace(read);
    }
  }

  /** What became of HTTP requests. */
  public Requests requests() {
    return requests;
  }

  /** The memory for what clients have begun and not finished. */
  public UnfinishedInput unfinished() {
    return unfinished;
  }

  /** What clients did wrong so far, and how many are connected. */
  public EdgeFigures edgeFigures() {
    return edge.figures();
  }

  /** What the WebSocket endpoints did so far. */
  public WebSocketFigures webSocketFigures() {
    return webSockets.figures();
  }

  /**
   * Lets no new WebSocket client in, and no HTTP request but those of admins and of paths that are
   * open to anyone; who is here stays.
   *
   * @param problem what they are told, with {@code web.websocket.retry-after}
   */
  public void refuseClients(Problem problem) {
    var answer = new ProblemException(problem, config.websocket().retryAfter(), null);
    unfinished.memoryIsShort(true);
    gate.refuse(answer);
    webSockets.refuse(answer);
  }

  /** Lets everybody in again. */
  public void admitClients() {
    unfinished.memoryIsShort(false);
    gate.refuse(null);
    webSockets.refuse(null);
  }

  /**
   * Lets no new WebSocket client in, and says goodbye to those who are here with 1012.
   *
   * @param budget after it those who do not answer are cut
   */
  public void drain(Duration budget) {
    webSockets.drain();
    webSockets.closeAll(RESTART, "the server restarts", budget);
  }

  /** Closes the port; requests under way are given up after a short grace. */
  @Override
  public void close() {
    closing = true;
    synchronized (this) {
      WebServer open = server;
      if (open != null) {
        open.stop();
      }
    }
    webSockets.close();
    ticks.close();
    audit.close();
  }
}
