package dev.holdfast.scheduler;

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

/** A server that has directories, and has been started. */
public record FakeServer(
    Path logDirectory, Path obituaryDirectory, Instant startedAt, String plugin)
    implements ServerView {
  /** Nothing of it exists. */
  static FakeServer nowhere() {
    Path nowhere = Path.of("target", "nowhere");
    return new FakeServer(nowhere, nowhere.resolve("run/obituaries"), Instant.EPOCH, "scheduler");
  }

  @Override
  public String version() {
    return "0";
  }

  @Override
  public Optional<URI> url() {
    return Optional.empty();
  }

  @Override
  public String configuration() {
    return "";
  }

  @Override
  public List<Finding> findings() {
    return List.of();
  }

  @Override
  public List<PluginStatus> plugins() {
    return List.of(new PluginStatus(plugin, "Running", "", startedAt, 0, false));
  }

  @Override
  public List<StandingAlert> alerts() {
    return List.of();
  }

  @Override
  public List<Change> changes(long after) {
    return List.of();
  }

  @Override
  public List<Measure> measures(Predicate<String> wanted) {
    return List.of();
  }

  @Override
  public Optional<String> pluginOf(String className) {
    return Optional.empty();
  }
}
