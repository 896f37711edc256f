package dev.holdfast.server.web;

import dev.holdfast.server.edge.Edge;
import dev.holdfast.server.edge.EdgeFigures;
import dev.holdfast.server.edge.EdgeLimits;
import dev.holdfast.server.edge.HelidonHttp;
import dev.holdfast.server.edge.Ticks;
import dev.holdfast.server.edge.http.Admission;
import dev.holdfast.server.memory.UnfinishedInput;
import dev.holdfast.server.process.OutOfMemory;
import dev.holdfast.server.web.routing.EncodingsAsSent;
import dev.holdfast.server.web.routing.SecurityHeaders;
import dev.holdfast.server.web.tls.CertificateNews;
import dev.holdfast.server.web.tls.CertificateWatch;
import dev.holdfast.server.web.tls.ReloadableTls;
import dev.holdfast.server.web.tls.ServerTls;
import dev.holdfast.spi.Problem;
import dev.holdfast.spi.ProblemException;
import dev.holdfast.spi.Role;
import dev.holdfast.spi.WebSocketHandler;
import dev.holdfast.spi.WebSocketOptions;
import dev.holdfast.websocket.Caller;
import dev.holdfast.websocket.Origins;
import dev.holdfast.websocket.WebSocketFigures;
import dev.holdfast.websocket.WebSockets;
import io.helidon.common.socket.PeerInfo;
import io.helidon.webserver.ListenerConfig;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.channels.UnresolvedAddressException;
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
  private final Edge edge;
  private volatile @Nullable InetSocketAddress open;

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
    this.webSockets =
        new WebSockets(
            config.websocket(),
            unfinished,
            access,
            owners::awayOrUnknown,
            ticks::now,
            OutOfMemory::handOn);
    ticks.watch(webSockets::tick);
    this.gate = new Gate(tokens, access, new Origins(config.websocket().allowedOrigins()));
    this.routes = new RouteTable(gate, audit, requests, headers, owners, webSockets::serves);
    long heap = Runtime.getRuntime().maxMemory();
    int connections = ConnectionLimit.of(config).within(ConnectionLimit.files(), heap);
    EdgeLimits limits = config.edge(connections, heap);
    this.edge = new Edge(limits, this::offended, ticks, unfinished, http(limits));
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
    InetSocketAddress wanted = new InetSocketAddress(config.host(), config.port());
    try {
      InetSocketAddress opened = edge.open(wanted, config.tls().isOn() ? reloadable() : null);
      open = opened;
      return url(opened);
    } catch (IOException | UnresolvedAddressException e) {
      throw new ProblemException(
          WebProblems.PORT.because(config.host() + ":" + config.port() + ": " + e.getMessage()), e);
    }
  }

  private HelidonHttp http(EdgeLimits limits) {
    ListenerConfig helidon =
        ListenerConfig.builder()
            .contentEncoding(new EncodingsAsSent())
            .directHandlers(ProblemAnswers.directHandlers(headers))
            .maxPayloadSize(config.maxBody().bytes())
            .buildPrototype();
    return new HelidonHttp(
        helidon, routes.asBuilder(), limits.maxHead().toInt(), webSockets.upgraders());
  }

  /** Looks whether connections can be accepted; whoever asks has to look. */
  public PortWatch watch(PortWatch.News news) {
    return new PortWatch(edge::trouble, config.reopenLimit(), news, System::nanoTime);
  }

  /** Where it is; empty until it is open. */
  public Optional<URI> url() {
    return Optional.ofNullable(open).map(this::url);
  }

  private URI url(InetSocketAddress address) {
    String host = config.host().contains(":") ? "[" + config.host() + "]" : config.host();
    String scheme = config.tls().isOn() ? "https://" : "http://";
    return URI.create(scheme + host + ":" + address.getPort());
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

  private void offended(PeerInfo peer, Admission.FaultClass fault) {
    blocks.offence(
        Caller.address(peer),
        fault == Admission.FaultClass.TOO_SLOW ? Offence.TOO_SLOW : Offence.MALFORMED_REQUEST);
  }

  private ReloadableTls reloadable() {
    ReloadableTls made = new ReloadableTls(config.tls(), tls.read());
    secured = made;
    return made;
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
    edge.close();
    webSockets.close();
    ticks.close();
    audit.close();
  }
}
