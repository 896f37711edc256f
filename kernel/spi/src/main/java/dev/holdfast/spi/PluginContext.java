package dev.holdfast.spi;

import io.helidon.health.HealthCheck;
import io.helidon.metrics.api.Meter;
import io.helidon.webserver.http.HttpService;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * Everything that a plugin can use. The context takes back everything that it hands out when the
 * plugin stops, in reverse order, and also when the start fails half-way.
 *
 * <p>Safe for use by several threads. After the plugin has stopped every method that hands
 * something out throws {@link IllegalStateException}.
 */
public interface PluginContext {

  /** Returns the plugin's own name. */
  String plugin();

  /**
   * The plugin's block of the configuration, checked before the start.
   *
   * @param type what {@link Plugin#configuration} returned
   */
  <C extends Record> C config(Class<C> type);

  /**
   * Adds a check under {@code /health/<plugin>/<name>}. It is run in the background at an interval,
   * on a thread of its own, and given up after its time limit; nobody who asks for /health waits
   * for it. Use {@link Health} for the answers.
   *
   * @param name {@code [a-z][a-z0-9-]*}
   * @return has the check run now, for those who know that its answer has changed; from any thread,
   *     returns at once, and does nothing while a run is under way or after the stop
   */
  Runnable health(String name, HealthCheck check);

  /**
   * Registers a meter, or returns the one of that name and tags; it appears on {@code /metrics}.
   * Tags are the labels of Prometheus. The tag {@code plugin} is added. Names follow Prometheus:
   * they begin with the name of the plugin and use base units, {@code _total} is added to counters,
   * and no tag has unbounded values.
   *
   * @param builder from {@code io.helidon.metrics.api}, such as {@code
   *     Counter.builder("tides_seen")}
   */
  <B extends Meter.Builder<B, M>, M extends Meter> M meter(B builder);

  /**
   * Adds routes below a path of the shared web port, for as long as the plugin runs. Several
   * plugins may share a path as long as method and sub-path differ. A {@link ProblemException}
   * thrown by a handler becomes an {@code application/problem+json} answer.
   *
   * @param path absolute, such as {@code /events}
   * @param role what a caller must hold
   */
  void http(String path, Role role, HttpService service);

  /**
   * Adds a WebSocket endpoint on the shared web port, for as long as the plugin runs. Sessions that
   * are open when it stops are closed with 1012.
   *
   * @param path absolute and exact, such as {@code /ingest}
   */
  void webSocket(String path, WebSocketOptions options, WebSocketHandler handler);

  /**
   * Runs a loop on a platform thread of its own, starting when {@link Plugin#start} has returned. A
   * step that throws, or takes longer than its limit, stalls the plugin, which is then restarted
   * with backoff.
   *
   * @param limit the longest that one step may take, waiting included; at least 1 s
   */
  void worker(String name, Duration limit, Worker worker);

  /**
   * Closes the resource when the plugin stops.
   *
   * @return the resource
   */
  <T extends AutoCloseable> T own(T resource);

  /**
   * Offers a service to other plugins, from the end of a successful start until the stop.
   *
   * @param type an interface of the spi, of the JDK or of Helidon; at most one plugin offers a type
   */
  <T> void offer(Class<T> type, T service);

  /**
   * Finds a service of another plugin. When that plugin stops, this one is stopped before it, and
   * started again when the service is back.
   *
   * @throws ServiceMissing nobody offers it now; let it pass through {@link Plugin#start}
   * @throws ProblemException the type is a class of the plugin's own jars, so that nobody else can
   *     offer it; {@link #find} says so, too
   */
  <T> T require(Class<T> type);

  /**
   * Finds a service of another plugin that this one can do without. Nothing follows from asking:
   * the plugin starts while nobody offers the service, and is not stopped when its provider stops.
   *
   * <p>So ask again for each piece of work, and keep the answer no longer than that: a provider may
   * come, go, or be replaced by a newer one at any time. While nothing changes, each call answers
   * the same object. One whose provider has stopped is no longer answered; to those who still hold
   * it, it answers in its own way that it is closed, such as by an exception.
   *
   * @return empty while nobody offers it, and from the moment on in which its provider stops
   */
  <T> Optional<T> find(Class<T> type);

  /**
   * Adds a part to what another plugin gathers, from the end of a successful start until the stop.
   * Unlike an {@linkplain #offer offer} there may be many of one type, nobody waits for them, and
   * it does no harm when nobody gathers them.
   *
   * @param type an interface or record of the spi
   */
  <T> void contribute(Class<T> type, T part);

  /**
   * The parts of a type that running plugins contribute now, in the order in which they came. Ask
   * again for news: a part that is not in the list any more belongs to a plugin that has stopped.
   */
  <T> List<Contribution<T>> contributions(Class<T> type);

  /** Puts an alert on the kernel's board, replacing the one of the same key. */
  void raise(Alert alert);

  /** Takes the alert of this key off the board, if it is there. */
  void resolve(String key);

  /** The wall clock; never read the time elsewhere. */
  InstantSource clock();

  /** A directory of the plugin's own, {@code <data.dir>/<plugin>}; it exists and is writable. */
  Path dataDirectory();
}
