package dev.holdfast.tools.drill.database;

import dev.holdfast.console.terminal.Json;
import dev.holdfast.tools.load.Comparison;
import dev.holdfast.tools.load.Latencies;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import tools.jackson.core.JsonGenerator;

/**
 * What a drill has measured.
 *
 * @param stopping seconds that the stop command ran
 * @param outage seconds from the begin of the stop command to a database that accepts
 * @param detected seconds from the begin of the stop command to a server that knows, by its state
 *     or by its log, whichever is earlier; empty when it never said so
 * @param recovered seconds from a database that accepts to the first row; empty when none came
 * @param errorsDuring writes that failed from the stop to that row, which shows that there was an
 *     outage; empty when the server does not count them
 * @param errorsAfter writes that failed after that row; empty when the server does not count them
 * @param during acknowledgements of what was sent during the outage
 * @param outside all others
 * @param healthMillis the slowest answer during the outage
 * @param healthFailures answers that did not come
 * @param states that the server went through, each with its second after the begin of the stop
 * @param logLost lines of the server's log that say so
 * @param logReconnected lines of the server's log that say so
 * @param alive the server runs at the end
 * @param comparison promises against rows
 * @param forgotten events whose rows went with the database, and which are not counted
 */
record DrillResult(
    OptionalDouble stopping,
    OptionalDouble outage,
    OptionalDouble detected,
    OptionalDouble recovered,
    OptionalDouble errorsDuring,
    OptionalDouble errorsAfter,
    Latencies during,
    Latencies outside,
    double healthMillis,
    int healthFailures,
    List<String> states,
    int logLost,
    int logReconnected,
    boolean alive,
    Comparison comparison,
    long forgotten) {

  String text(List<String> findings) {
    StringBuilder text = new StringBuilder();
    line(text, "stop command", stopping.isEmpty() ? "by hand" : seconds(stopping));
    line(text, "outage", seconds(outage));
    line(text, "noticed after", seconds(detected));
    line(text, "first row after return", seconds(recovered));
    line(text, "write errors before it", counted(errorsDuring));
    line(text, "write errors after it", counted(errorsAfter));
    line(text, "ack during the outage", acknowledgements(during));
    line(text, "ack before and after", acknowledgements(outside));
    line(
        text,
        "slowest /health",
        String.format(Locale.ROOT, "%.1f ms, %d without answer", healthMillis, healthFailures));
    line(text, "states", String.join(", ", states));
    line(
        text,
        "log",
        String.format(
            Locale.ROOT,
            "%d x \"%s\", %d x \"%s\"",
            logLost,
            DrillLog.LOST,
            logReconnected,
            DrillLog.RECONNECTED));
    line(text, "acknowledged", String.format(Locale.ROOT, "%,d", comparison.acknowledged()));
    line(text, "rows", String.format(Locale.ROOT, "%,d", comparison.rows()));
    line(text, "missing", String.format(Locale.ROOT, "%,d", comparison.missing()));
    line(text, "doubled", String.format(Locale.ROOT, "%,d", comparison.doubled()));
    if (forgotten > 0) {
      line(
          text,
          "not counted",
          String.format(Locale.ROOT, "%,d sent before the rows vanished", forgotten));
    }
    findings.forEach(finding -> text.append(finding).append(System.lineSeparator()));
    return text.append(findings.isEmpty() ? "PASS" : "FAIL").toString();
  }

  String json(List<String> findings) {
    return Json.object(out -> {
      number(out, "stopSeconds", stopping);
      number(out, "outageSeconds", outage);
      number(out, "noticedSeconds", detected);
      number(out, "recoveredSeconds", recovered);
      number(out, "errorsDuring", errorsDuring);
      number(out, "errorsAfterFirstRow", errorsAfter);
      acknowledgements(out, "during", during);
      acknowledgements(out, "outside", outside);
      out.writeNumberProperty("healthMaxMillis", healthMillis);
      out.writeNumberProperty("healthWithoutAnswer", healthFailures);
      texts(out, "states", states);
      out.writeNumberProperty("logLost", logLost);
      out.writeNumberProperty("logReconnected", logReconnected);
      out.writeBooleanProperty("alive", alive);
      out.writeNumberProperty("sent", comparison.sent());
      out.writeNumberProperty("acknowledged", comparison.acknowledged());
      out.writeNumberProperty("rows", comparison.rows());
      out.writeNumberProperty("missing", comparison.missing());
      out.writeNumberProperty("doubled", comparison.doubled());
      out.writeNumberProperty("neverSent", comparison.unknown());
      out.writeNumberProperty("outOfOrder", comparison.outOfOrder());
      out.writeNumberProperty("notCounted", forgotten);
      texts(out, "findings", findings);
      out.writeBooleanProperty("pass", findings.isEmpty());
    });
  }

  private static void acknowledgements(JsonGenerator out, String name, Latencies times) {
    out.writeObjectPropertyStart(name);
    out.writeNumberProperty("count", times.count());
    out.writeNumberProperty("p50Millis", times.percentile(50));
    out.writeNumberProperty("p99Millis", times.percentile(99));
    out.writeNumberProperty("maxMillis", times.max());
    out.writeEndObject();
  }

  private static void texts(JsonGenerator out, String name, List<String> texts) {
    out.writeArrayPropertyStart(name);
    texts.forEach(out::writeString);
    out.writeEndArray();
  }

  private static void number(JsonGenerator out, String name, OptionalDouble value) {
    if (value.isPresent()) {
      out.writeNumberProperty(name, value.getAsDouble());
    }
  }

  private static String acknowledgements(Latencies times) {
    return String.format(
        Locale.ROOT,
        "%,d, p50 %.1f ms, p99 %.1f ms, max %.1f ms",
        times.count(),
        times.percentile(50),
        times.percentile(99),
        times.max());
  }

  private static String seconds(OptionalDouble value) {
    return value.isEmpty() ? "never" : String.format(Locale.ROOT, "%.3f s", value.getAsDouble());
  }

  private static String counted(OptionalDouble value) {
    return value.isEmpty()
        ? "not counted"
        : String.format(Locale.ROOT, "%.0f", value.getAsDouble());
  }

  private static void line(StringBuilder text, String name, String value) {
    text.append(String.format(Locale.ROOT, "%-22s  %s%n", name, value));
  }
}
