package dev.holdfast.server.health;

import dev.holdfast.spi.Health;
import dev.holdfast.spi.server.Finding;
import dev.holdfast.spi.server.Verdict;
import dev.holdfast.spi.support.JsonWriter;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The findings of one moment, with the answer to {@code /health} written out: requests are many,
 * changes are few.
 */
final class Snapshot {
  private final List<Finding> findings;
  private final Set<String> required;
  private final Answer whole;

  /**
   * An answer to a client.
   *
   * @param body JSON
   */
  record Answer(Verdict verdict, byte[] body) {
    int status() {
      return verdict == Verdict.DOWN ? 503 : 200;
    }

    /** The body for callers who may not see why. */
    byte[] verdictOnly() {
      return write(verdict, List.of(), Map.of()).body();
    }
  }

  private Snapshot(List<Finding> findings, Set<String> required) {
    this.findings = findings;
    this.required = required;
    this.whole = write(verdict(findings), findings, Map.of());
  }

  static Snapshot of(List<Finding> findings, Set<String> required) {
    return new Snapshot(findings, required);
  }

  Answer whole() {
    return whole;
  }

  /**
   * The answer to {@code /health/<plugin>} or {@code /health/<plugin>/<check>}; null when unknown.
   * The name of a check alone will do when no plugin has the name, and one check only: {@code
   * /health/memory}.
   */
  @Nullable Answer part(String name) {
    List<Finding> chosen = chosen(finding -> named(finding, name));
    if (chosen.isEmpty()) {
      List<Finding> checks = chosen(finding -> finding.name().endsWith("/" + name));
      chosen = checks.size() == 1 ? checks : List.of();
    }
    if (chosen.isEmpty()) {
      return null;
    }
    Verdict worst = chosen.stream().map(Finding::verdict).reduce(Verdict.UP, Verdict::worse);
    return write(worst, chosen, Map.of());
  }

  private static boolean named(Finding finding, String name) {
    return finding.name().equals(name) || finding.plugin().equals(name);
  }

  private List<Finding> chosen(Predicate<Finding> wanted) {
    return findings.stream().filter(wanted).toList();
  }

  /** The verdict, and the first who is not well, the worst first. */
  String sentence() {
    Finding worst =
        findings.stream()
            .filter(finding -> finding.verdict() != Verdict.UP)
            .max(Comparator.comparing(Finding::verdict))
            .orElse(null);
    String verdict = whole.verdict().name().toLowerCase(Locale.ROOT);
    if (worst == null) {
      return verdict + ", " + findings.size() + " checks";
    }
    Map<String, Object> details = worst.details();
    Object why = details.getOrDefault(Health.REASON, details.getOrDefault("state", ""));
    return verdict + ": " + worst.name() + ": " + why;
  }

  /** Only what is required counts. A degraded server is ready, for it still accepts events. */
  Answer ready() {
    List<Finding> chosen = findings.stream().filter(this::isRequired).toList();
    Predicate<String> there =
        plugin -> chosen.stream().anyMatch(finding -> finding.name().equals(plugin));
    List<String> missing = required.stream().filter(there.negate()).sorted().toList();
    Verdict verdict = missing.isEmpty() ? verdict(chosen) : Verdict.DOWN;
    return write(verdict, chosen, missing.isEmpty() ? Map.of() : Map.of("missing", missing));
  }

  static Answer bare(Verdict verdict, Map<String, Object> details) {
    return write(verdict, List.of(), details);
  }

  private boolean isRequired(Finding finding) {
    return required.contains(finding.plugin());
  }

  private Verdict verdict(List<Finding> chosen) {
    Verdict worst = Verdict.UP;
    for (Finding finding : chosen) {
      boolean survivable = finding.verdict() == Verdict.DOWN && !isRequired(finding);
      worst = worst.worse(survivable ? Verdict.DEGRADED : finding.verdict());
    }
    return worst;
  }

  private static Answer write(Verdict verdict, List<Finding> findings, Map<String, Object> extra) {
    byte[] body =
        JsonWriter.object(json -> {
          writeVerdict(json, verdict);
          new TreeMap<>(extra).forEach((key, value) -> writeDetail(json, key, value));
          json.writeArrayPropertyStart("checks");
          findings.forEach(finding -> write(json, finding));
          json.writeEndArray();
        });
    return new Answer(verdict, body);
  }

  private static void write(JsonWriter json, Finding finding) {
    json.writeStartObject();
    json.writeStringProperty("name", finding.name());
    writeVerdict(json, finding.verdict());
    json.writeStringProperty("since", finding.since().toString());
    json.writeStringProperty("checkedAt", finding.checkedAt().toString());
    json.writeObjectPropertyStart("data");
    finding.details().forEach((key, value) -> writeDetail(json, key, value));
    json.writeEndObject();
    json.writeEndObject();
  }

  /** MicroProfile knows UP and DOWN; a degraded server is UP and says so beside it. */
  private static void writeVerdict(JsonWriter json, Verdict verdict) {
    json.writeStringProperty("status", verdict == Verdict.DOWN ? "DOWN" : "UP");
    json.writeBooleanProperty("degraded", verdict == Verdict.DEGRADED);
  }

  private static void writeDetail(JsonWriter json, String key, Object value) {
    json.writeName(key);
    write(json, value);
  }

  private static void write(JsonWriter json, Object value) {
    switch (value) {
      case Boolean flag -> json.writeBoolean(flag);
      case Integer number -> json.writeNumber(number);
      case Long number -> json.writeNumber(number);
      case BigInteger number -> json.writeNumber(number);
      case BigDecimal number -> json.writeNumber(number);
      case Double number when Double.isFinite(number) -> json.writeNumber(number);
      case List<?> list -> {
        json.writeStartArray();
        list.forEach(item -> write(json, item));
        json.writeEndArray();
      }
      case Map<?, ?> map -> {
        json.writeStartObject();
        map.forEach((name, item) -> writeDetail(json, String.valueOf(name), item));
        json.writeEndObject();
      }
      default -> json.writeString(value.toString());
    }
  }
}
