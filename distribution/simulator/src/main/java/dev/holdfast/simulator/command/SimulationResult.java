package dev.holdfast.simulator.command;

import dev.holdfast.console.terminal.Json;
import dev.holdfast.console.terminal.ProgramVersion;
import dev.holdfast.simulator.life.LifeFigures;
import dev.holdfast.simulator.life.LifePlan;
import dev.holdfast.simulator.life.LifeStory;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/**
 * What a run has shown.
 *
 * @param trace a sum of all that happened; equal for equal seeds, plans and versions
 * @param story of the life that failed; null when none did
 */
record SimulationResult(
    LifePlan plan,
    long first,
    LifeFigures figures,
    Duration took,
    String trace,
    @Nullable LifeStory story) {

  private double rate() {
    return figures.lives() * 1e9 / Math.max(1, took.toNanos());
  }

  private long crashes() {
    return figures.ends().values().stream().mapToLong(Long::longValue).sum();
  }

  /** For people. */
  String text() {
    StringBuilder text = new StringBuilder();
    line(text, "lives", figures.lives() + String.format(Locale.ROOT, ", %.0f a second", rate()));
    line(text, "steps", figures.steps());
    line(text, "events acknowledged", figures.acknowledged());
    line(text, "rows", figures.rows());
    line(text, "ends of the process", crashes());
    figures.ends().forEach((kind, count) -> line(text, "  " + words(kind), count));
    line(text, "faults", figures.faults().values().stream().mapToLong(Long::longValue).sum());
    figures.faults().forEach((kind, count) -> line(text, "  " + words(kind), count));
    line(text, "trace", trace);
    LifeStory failed = story;
    text.append(
        failed == null
            ? "Every guarantee held in every life."
            : System.lineSeparator() + failed.text());
    return text.toString();
  }

  private static void line(StringBuilder text, String name, Object value) {
    text.append(String.format(Locale.ROOT, "%-36s %s%n", name, value));
  }

  private static String words(String name) {
    return name.toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  String json() {
    return Json.object(out -> {
      out.writeStringProperty("version", ProgramVersion.number());
      out.writeBooleanProperty("holds", story == null);
      out.writeNumberProperty("firstSeed", first);
      out.writeStringProperty("parts", plan.parts().name().toLowerCase(Locale.ROOT));
      out.writeNumberProperty("stepsOfALife", plan.steps());
      out.writeStringProperty("bug", plan.bug().typed());
      out.writeNumberProperty("lives", figures.lives());
      out.writeNumberProperty("livesPerSecond", rate());
      out.writeNumberProperty("steps", figures.steps());
      out.writeNumberProperty("acknowledged", figures.acknowledged());
      out.writeNumberProperty("rows", figures.rows());
      out.writeNumberProperty("crashes", crashes());
      counts(out, "ends", figures.ends());
      counts(out, "faults", figures.faults());
      out.writeStringProperty("trace", trace);
      LifeStory failed = story;
      if (failed != null) {
        write(out, failed);
      }
    });
  }

  private static void counts(JsonGenerator out, String name, Map<String, Long> counts) {
    out.writeName(name);
    out.writeStartObject();
    counts.forEach((kind, count) ->
        out.writeNumberProperty(kind.toLowerCase(Locale.ROOT).replace('_', '-'), count));
    out.writeEndObject();
  }

  private static void write(JsonGenerator out, LifeStory failed) {
    out.writeName("failed");
    out.writeStartObject();
    out.writeNumberProperty("seed", failed.seed());
    out.writeStringProperty("guarantee", failed.broken().promised().name());
    out.writeStringProperty("promised", failed.broken().promised().words());
    out.writeStringProperty("found", failed.broken().found());
    out.writeStringProperty("replay", failed.replay());
    out.writeName("story");
    out.writeStartArray();
    failed.lines().forEach(out::writeString);
    out.writeEndArray();
    out.writeEndObject();
  }
}
