package dev.holdfast.server;

import dev.holdfast.server.health.Changes;
import dev.holdfast.server.health.HealthBoard;
import dev.holdfast.server.metrics.Meters;
import dev.holdfast.server.plugin.AlertBoard;
import dev.holdfast.server.supervision.PluginView;
import dev.holdfast.server.supervision.Supervisor;
import dev.holdfast.spi.server.Change;
import dev.holdfast.spi.server.Finding;
import dev.holdfast.spi.server.Measure;
import dev.holdfast.spi.server.PluginStatus;
import dev.holdfast.spi.server.ServerView;
import dev.holdfast.spi.server.StandingAlert;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Shows plugins what the parts of the server know. */
record Overview(
    Instant startedAt,
    Path logDirectory,
    Path obituaryDirectory,
    String configuration,
    Supplier<Optional<URI>> where,
    HealthBoard health,
    Supervisor supervisor,
    AlertBoard board,
    Changes changes,
    Meters meters)
    implements ServerView {

  @Override
  public String version() {
    return ServerSettings.VERSION;
  }

  @Override
  public Optional<URI> url() {
    return where.get();
  }

  @Override
  public List<Finding> findings() {
    return health.findings();
  }

  @Override
  public List<PluginStatus> plugins() {
    return supervisor.views().stream().map(Overview::status).toList();
  }

  private static PluginStatus status(PluginView view) {
    return new PluginStatus(
        view.name(),
        view.state().label(),
        view.state().cause(),
        view.since(),
        view.restarts(),
        view.required());
  }

  @Override
  public List<StandingAlert> alerts() {
    return board.standing();
  }

  @Override
  public List<Change> changes(long after) {
    return changes.after(after);
  }

  @Override
  public List<Measure> measures(Predicate<String> wanted) {
    return meters.measures(wanted);
  }

  @Override
  public Optional<String> pluginOf(String className) {
    return supervisor.pluginOf(className);
  }
}
