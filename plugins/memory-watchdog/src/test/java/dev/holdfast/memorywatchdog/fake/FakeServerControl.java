package dev.holdfast.memorywatchdog.fake;

import dev.holdfast.spi.Problem;
import dev.holdfast.spi.ProblemException;
import dev.holdfast.spi.server.Change;
import dev.holdfast.spi.server.Finding;
import dev.holdfast.spi.server.Measure;
import dev.holdfast.spi.server.PluginStatus;
import dev.holdfast.spi.server.ServerControl;
import dev.holdfast.spi.server.ServerView;
import dev.holdfast.spi.server.StandingAlert;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;

/** A server that writes down what it is asked for. */
public final class FakeServerControl implements ServerView, ServerControl {
  static final Instant STARTED = Instant.parse("2026-06-21T11:00:00Z");

  private final Path directory;
  private final List<String> orders = new CopyOnWriteArrayList<>();
  private final List<Change> changes = new CopyOnWriteArrayList<>();
  private final AtomicBoolean refusing = new AtomicBoolean();
  private final Map<String, PluginStatus> plugins = new LinkedHashMap<>();

  public FakeServerControl(Path directory) {
    this.directory = directory;
    put("journal", "Running", true);
    put("event-store", "Running", false);
    put("leaky", "Running", false);
    put("memory-watchdog", "Running", false);
  }

  private void put(String name, String state, boolean required) {
    put(name, state, "", required);
  }

  private synchronized void put(String name, String state, String cause, boolean required) {
    plugins.put(name, new PluginStatus(name, state, cause, STARTED, 0, required));
  }

  /** What it was asked for, in order. */
  public List<String> orders() {
    return orders;
  }

  public synchronized void remove(String plugin) {
    plugins.remove(plugin);
  }

  public void change(String plugin, String state, String why) {
    changes.add(
        new Change(
            changes.size() + 1L, STARTED, Change.Kind.PLUGIN, plugin, "Running", state, why));
  }

  @Override
  public void pause(String plugin, String reason) {
    orders.add("pause " + plugin);
    put(plugin, "Paused", reason, false);
  }

  @Override
  public synchronized void resume(String plugin) {
    if (!plugins.containsKey(plugin)) {
      throw new ProblemException(new Problem("HF-TEST-001", 404, "There is none", plugin, ""));
    }
    orders.add("resume " + plugin);
    put(plugin, "Running", false);
  }

  @Override
  public void refuseClients(Problem problem) {
    if (refusing.compareAndSet(false, true)) {
      orders.add("refuse");
    }
  }

  @Override
  public void admitClients() {
    if (refusing.compareAndSet(true, false)) {
      orders.add("admit");
    }
  }

  @Override
  public void planRestart(Problem problem) {
    orders.add("restart: " + problem.sentence());
  }

  @Override
  public String version() {
    return "1.2.3";
  }

  @Override
  public Instant startedAt() {
    return STARTED;
  }

  @Override
  public Optional<URI> url() {
    return Optional.empty();
  }

  @Override
  public Path logDirectory() {
    return directory.resolve("logs");
  }

  @Override
  public Path obituaryDirectory() {
    return directory.resolve("run/obituaries");
  }

  @Override
  public String configuration() {
    return "database.password = \"***\"";
  }

  @Override
  public List<Finding> findings() {
    return List.of();
  }

  @Override
  public synchronized List<PluginStatus> plugins() {
    return new ArrayList<>(plugins.values());
  }

  @Override
  public List<StandingAlert> alerts() {
    return List.of();
  }

  @Override
  public List<Change> changes(long after) {
    return changes.stream().filter(change -> change.number() > after).toList();
  }

  @Override
  public List<Measure> measures(Predicate<String> wanted) {
    return wanted.test("holdfast_journal_bytes")
        ? List.of(new Measure("holdfast_journal_bytes", Map.of(), 4096))
        : List.of();
  }

  @Override
  public Optional<String> pluginOf(String className) {
    return Optional.empty();
  }
}
