package dev.holdfast.tools.drill.siege;

import dev.holdfast.console.terminal.Json;
import java.util.List;
import java.util.Locale;

/** What a siege has measured, each figure with the limit that it is judged by. */
record SiegeResult(List<Line> lines) {

  /**
   * One figure.
   *
   * @param limit what it may be at the most
   */
  record Line(String name, double value, double limit, String unit) {
    boolean passed() {
      return value <= limit;
    }

    String text() {
      return String.format(
          Locale.ROOT,
          "%-34s %,12.1f %-4s  limit %,10.1f  %s",
          name,
          value,
          unit,
          limit,
          passed() ? "pass" : "FAIL");
    }
  }

  boolean passed() {
    return lines.stream().allMatch(Line::passed);
  }

  String text() {
    StringBuilder text = new StringBuilder();
    lines.forEach(line -> text.append(line.text()).append(System.lineSeparator()));
    return text.append(passed() ? "PASS" : "FAIL").toString();
  }

  String json() {
    return Json.object(out -> {
      out.writeArrayPropertyStart("figures");
      for (Line line : lines) {
        out.writeStartObject();
        out.writeStringProperty("name", line.name());
        out.writeNumberProperty("value", line.value());
        out.writeNumberProperty("limit", line.limit());
        out.writeStringProperty("unit", line.unit());
        out.writeBooleanProperty("pass", line.passed());
        out.writeEndObject();
      }
      out.writeEndArray();
      out.writeBooleanProperty("pass", passed());
    });
  }
}
