package dev.holdfast.websocket;

import dev.holdfast.spi.Problem;
import dev.holdfast.spi.ProblemException;
import dev.holdfast.spi.WebSocketHandler;
import dev.holdfast.spi.WebSocketOptions;
import dev.holdfast.websocket.frame.CloseCode;
import io.helidon.webserver.http1.spi.Http1Upgrader;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** The WebSocket endpoints of a server; they come and go while it runs. */
public final class WebSockets implements AutoCloseable {
  private static final Problem TWICE =
      new Problem(
          "HF-WS-009",
          500,
          "two parts of the server ask for the same WebSocket path",
          "",
          "change the path of one of them in the configuration");

  private final Map<String, Route> routes = new ConcurrentHashMap<>();
  private final Figures figures = new Figures();
  private final LongSupplier ticker;
  private final Sessions sessions;
  private final HandshakeFilter doorkeeper;

  /**
   * Creates an empty set of endpoints.
   *
   * @param unfinished what messages that are gathered may occupy
   * @param away what a client is told of a path whose owner is away; null for other paths
   * @param ticker as {@link System#nanoTime}; it may stand still while the process does
   * @param thrown gets each Throwable of a handler or listener before the session is closed for it;
   *     ends the process if the error demands that
   */
  public WebSockets(
      WebSocketConfig config,
      MessageMemory unfinished,
      Authorization authorization,
      Function<String, @Nullable ProblemException> away,
      LongSupplier ticker,
      Consumer<Throwable> thrown) {
    this.ticker = ticker;
    this.sessions = new Sessions(config, unfinished, ticker, figures, thrown);
    this.doorkeeper = new HandshakeFilter(routes, sessions, authorization, away);
  }

  /** An endpoint; closing it takes the endpoint away and closes its sessions with 1012. */
  @FunctionalInterface
  public interface Registration extends AutoCloseable {
    /** Returns at once; the sessions are closed one by one. Closing twice does nothing. */
    @Override
    void close();
  }

  /**
   * Cuts the sessions whose time is over. The server calls it some times a second, on a platform
   * thread: hot producers can keep every virtual thread from running.
   *
   * @param now by the ticker
   */
  public void tick(long now) {
    sessions.tick(now);
  }

  /**
   * Adds an endpoint.
   *
   * @param path absolute and exact
   * @throws ProblemException when the path is taken
   */
  public Registration register(String path, WebSocketOptions options, WebSocketHandler handler) {
    Route route = new Route(path, options, handler, figures.tally(path));
    if (routes.putIfAbsent(path, route) != null) {
      throw new ProblemException(TWICE.because(path));
    }
    return () -> {
      if (routes.remove(path, route)) {
        route.remove(ticker.getAsLong(), sessions.config().closeSpread().toNanos());
      }
    };
  }

  /**
   * Whether there is an endpoint at this path: a plain GET there deserves {@link #upgradeRequired}.
   */
  public boolean serves(String path) {
    return routes.containsKey(path);
  }

  /** The number of endpoints that there are now. */
  public int size() {
    return routes.size();
  }

  /** What a plain HTTP request to an endpoint is told: 426, with Upgrade and the version to add. */
  public static Problem upgradeRequired() {
    return Refusal.VERSION.because("the request has no Upgrade: websocket");
  }

  /** For the HTTP/1.1 connections of a listener. */
  public List<Http1Upgrader> upgraders() {
    return List.of(doorkeeper);
  }

  /** Refuses new handshakes from now on with 503. */
  public void drain() {
    doorkeeper.drain();
  }

  /** What new clients are told from now on; null to let them in again. */
  public void refuse(@Nullable ProblemException answer) {
    doorkeeper.refuse(answer);
  }

  /** Closes all sessions and waits for their end; cuts those that take longer than the budget. */
  public void closeAll(int code, String reason, Duration budget) {
    sessions.closeAll(code, reason, budget);
  }

  /** What happened so far. */
  public WebSocketFigures figures() {
    Map<String, WebSocketFigures.Path> paths = new TreeMap<>();
    figures
        .tallies()
        .forEach((path, tally) -> {
          Route route = routes.get(path);
          paths.put(path, tally.figures(route == null ? 0 : route.places().taken()));
        });
    return new WebSocketFigures(paths, figures.refused(), figures.closed(), figures.cut());
  }

  /** Cuts what is open. */
  @Override
  public void close() {
    drain();
    sessions.closeAll(CloseCode.RESTART, "server stops", Duration.ZERO);
  }
}
