package dev.holdfast.alerts.condition;

import dev.holdfast.spi.Alert;
import dev.holdfast.spi.Problem;
import dev.holdfast.spi.server.Change;
import dev.holdfast.spi.server.Finding;
import dev.holdfast.spi.server.Measure;
import dev.holdfast.spi.server.PluginStatus;
import dev.holdfast.spi.server.ServerView;
import dev.holdfast.spi.server.StandingAlert;
import dev.holdfast.spi.server.Verdict;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;

/** A server of which the test says how it is. */
public final class FakeServerView implements ServerView {
  private final InstantSource clock;
  private final Path directory;
  private final Map<String, Finding> findings = new TreeMap<>();
  private final Map<String, StandingAlert> alerts = new TreeMap<>();
  private final Map<String, Measure> measures = new LinkedHashMap<>();
  private final List<Change> changes = new ArrayList<>();
  private final Map<String, PluginStatus> plugins = new TreeMap<>();

  public FakeServerView(InstantSource clock, Path directory) {
    this.clock = clock;
    this.directory = directory;
  }

  public void is(String name, Verdict verdict, Map<String, Object> details) {
    Instant now = clock.instant();
    Finding before = findings.get(name);
    boolean same = before != null && before.verdict() == verdict;
    Instant since = same && before != null ? before.since() : now;
    // As the kernel does: what is well from the beginning is no change.
    Verdict last = before == null ? Verdict.UP : before.verdict();
    if (last != verdict) {
      String from = before == null ? "" : last.name();
      Object why = details.getOrDefault("reason", "");
      changed(Change.Kind.HEALTH, name, from, verdict.name(), why.toString());
    }
    findings.put(name, new Finding(name, verdict, details, since, now));
  }

  public void down(String name, String code, String reason, String hint) {
    is(name, Verdict.DOWN, Map.of("code", code, "reason", reason, "hint", hint));
  }

  public void up(String name) {
    is(name, Verdict.UP, Map.of());
  }

  public void raise(String plugin, String key, Alert.Severity severity, Problem problem) {
    StandingAlert standing =
        new StandingAlert(plugin, new Alert(key, severity, problem), clock.instant());
    alerts.putIfAbsent(plugin + "/" + key, standing);
  }

  public void resolve(String plugin, String key) {
    alerts.remove(plugin + "/" + key);
  }

  /** Its checks are gone with it. */
  public void vanish(String name) {
    findings.remove(name);
  }

  public void plugin(String name, String state) {
    plugins.put(name, new PluginStatus(name, state, "", clock.instant(), 0, false));
  }

  public void unplug(String name) {
    plugins.remove(name);
  }

  public void measure(String name, double value) {
    measures.put(name, new Measure(name, Map.of(), value));
  }

  public void measure(String name, double value, String label, String of) {
    measures.put(name + "/" + of, new Measure(name, Map.of(label, of), value));
  }

  public void changed(Change.Kind kind, String subject, String from, String to, String why) {
    changes.add(new Change(changes.size() + 1, clock.instant(), kind, subject, from, to, why));
  }

  @Override
  public String version() {
    return "1";
  }

  @Override
  public Instant startedAt() {
    return Instant.EPOCH;
  }

  @Override
  public Optional<URI> url() {
    return Optional.of(URI.create("http://127.0.0.1:8080"));
  }

  @Override
  public Path logDirectory() {
    return directory.resolve("logs");
  }

  @Override
  public Path obituaryDirectory() {
    return directory.resolve("obituaries");
  }

  @Override
  public String configuration() {
    return "";
  }

  @Override
  public List<Finding> findings() {
    return List.copyOf(findings.values());
  }

  @Override
  public List<PluginStatus> plugins() {
    return List.copyOf(plugins.values());
  }

  @Override
  public List<StandingAlert> alerts() {
    return List.copyOf(alerts.values());
  }

  @Override
  public List<Change> changes(long after) {
    return changes.stream().filter(change -> change.number() > after).toList();
  }

  @Override
  public List<Measure> measures(Predicate<String> wanted) {
    return measures.values().stream().filter(measure -> wanted.test(measure.name())).toList();
  }

  @Override
  public Optional<String> pluginOf(String className) {
    return Optional.empty();
  }
}
