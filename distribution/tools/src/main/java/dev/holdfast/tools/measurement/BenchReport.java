package dev.holdfast.tools.measurement;

import dev.holdfast.console.terminal.Json;
import dev.holdfast.console.terminal.ProgramVersion;
import dev.holdfast.console.terminal.Terminal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The figures of one run, told as they come and printed at the end. */
final class BenchReport {
  private final Terminal terminal;
  private final List<Measurement> figures = new ArrayList<>();
  private boolean failed;

  BenchReport(Terminal terminal) {
    this.terminal = terminal;
  }

  void add(String name, double value, String unit) {
    add(name, value, unit, null);
  }

  void add(String name, double value, String unit, @Nullable Double limit) {
    Measurement figure = new Measurement(name, value, unit, limit);
    figures.add(figure);
    terminal.say(figure.line());
  }

  /** A figure that should be nothing. */
  void fail(String name, double value, String unit) {
    add(name, value, unit);
    failed = true;
  }

  boolean failed() {
    return failed;
  }

  /** A figure that cannot be had here, and why. */
  void skip(String name, String why) {
    terminal.say(String.format(Locale.ROOT, "%-46s skipped: %s", name, why));
  }

  String text() {
    StringBuilder text = new StringBuilder();
    text.append(
        String.format(
            Locale.ROOT, "%-46s %14s %-9s %14s %10s%n", machine(), "figure", "", "limit", "ratio"));
    figures.forEach(figure -> text.append(figure.line()).append(System.lineSeparator()));
    return text.toString().stripTrailing();
  }

  String json() {
    return Json.object(out -> {
      out.writeStringProperty("version", ProgramVersion.number());
      out.writeStringProperty("java", Runtime.version().toString());
      out.writeNumberProperty("cores", Runtime.getRuntime().availableProcessors());
      out.writeName("figures");
      out.writeStartArray();
      for (Measurement figure : figures) {
        out.writeStartObject();
        out.writeStringProperty("name", figure.name());
        out.writeNumberProperty("value", figure.value());
        out.writeStringProperty("unit", figure.unit());
        Double limit = figure.limit();
        Double ratio = figure.ratio();
        if (limit != null && ratio != null) {
          out.writeNumberProperty("limit", limit);
          out.writeNumberProperty("ratio", ratio);
        }
        out.writeEndObject();
      }
      out.writeEndArray();
    });
  }

  private static String machine() {
    return Runtime.getRuntime().availableProcessors() + " cores, Java " + Runtime.version();
  }
}
