package dev.holdfast.server.plugin;

import dev.holdfast.spi.Alert;
import dev.holdfast.spi.Contribution;
import dev.holdfast.spi.PluginContext;
import dev.holdfast.spi.Role;
import dev.holdfast.spi.WebSocketHandler;
import dev.holdfast.spi.WebSocketOptions;
import dev.holdfast.spi.Worker;
import io.helidon.health.HealthCheck;
import io.helidon.metrics.api.Meter;
import io.helidon.webserver.http.HttpService;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** For plugins that ask their context for nothing. */
final class NoContext implements PluginContext {
  private static IllegalStateException nothing() {
    return new IllegalStateException("this context has nothing");
  }

  @Override
  public String plugin() {
    return "test";
  }

  @Override
  public <C extends Record> C config(Class<C> type) {
    throw nothing();
  }

  @Override
  public Runnable health(String name, HealthCheck check) {
    throw nothing();
  }

  @Override
  public <B extends Meter.Builder<B, M>, M extends Meter> M meter(B builder) {
    throw nothing();
  }

  @Override
  public void http(String path, Role role, HttpService service) {
    throw nothing();
  }

  @Override
  public void webSocket(String path, WebSocketOptions options, WebSocketHandler handler) {
    throw nothing();
  }

  @Override
  public void worker(String name, Duration limit, Worker worker) {
    throw nothing();
  }

  @Override
  public <T extends AutoCloseable> T own(T resource) {
    throw nothing();
  }

  @Override
  public <T> void offer(Class<T> type, T service) {
    throw nothing();
  }

  @Override
  public <T> Optional<T> find(Class<T> type) {
    throw nothing();
  }

  @Override
  public <T> T require(Class<T> type) {
    throw nothing();
  }

  @Override
  public <T> void contribute(Class<T> type, T part) {
    throw nothing();
  }

  @Override
  public <T> List<Contribution<T>> contributions(Class<T> type) {
    return List.of();
  }

  @Override
  public void raise(Alert alert) {
    throw nothing();
  }

  @Override
  public void resolve(String key) {
    throw nothing();
  }

  @Override
  public InstantSource clock() {
    return InstantSource.system();
  }

  @Override
  public Path dataDirectory() {
    throw nothing();
  }
}
