package dev.holdfast.tools.measurement;

import dev.holdfast.console.terminal.Json;
import dev.holdfast.tools.load.Comparison;
import java.util.List;
import java.util.Locale;

/** What a proof has shown. */
record VerifyResult(int rounds, Comparison comparison, int refusals, List<Double> restartSeconds) {

  String text() {
    StringBuilder text = new StringBuilder();
    line(text, "rounds", rounds);
    line(text, "sent", comparison.sent());
    line(text, "acknowledged", comparison.acknowledged());
    line(text, "rows", comparison.rows());
    line(text, "missing", comparison.missing());
    line(text, "doubled", comparison.doubled());
    line(text, "never sent", comparison.unknown());
    line(text, "out of order", comparison.outOfOrder());
    line(text, "refusals", refusals);
    text.append(
        String.format(
            Locale.ROOT,
            "restart to first ack  median %.2f s, max %.2f s%n",
            medianRestart(),
            maxRestart()));
    comparison.findings().forEach(finding -> text.append(finding).append(System.lineSeparator()));
    return text.append(verdict()).toString();
  }

  String json() {
    return Json.object(out -> {
      out.writeNumberProperty("rounds", rounds);
      out.writeNumberProperty("sent", comparison.sent());
      out.writeNumberProperty("acknowledged", comparison.acknowledged());
      out.writeNumberProperty("rows", comparison.rows());
      out.writeNumberProperty("missing", comparison.missing());
      out.writeNumberProperty("doubled", comparison.doubled());
      out.writeNumberProperty("neverSent", comparison.unknown());
      out.writeNumberProperty("outOfOrder", comparison.outOfOrder());
      out.writeNumberProperty("refusals", refusals);
      out.writeNumberProperty("restartMedianSeconds", medianRestart());
      out.writeNumberProperty("restartMaxSeconds", maxRestart());
      out.writeBooleanProperty("holds", comparison.holds());
    });
  }

  private String verdict() {
    return comparison.holds()
        ? "Every acknowledged event is a row, once."
        : "The promise is broken.";
  }

  double medianRestart() {
    List<Double> sorted = restartSeconds.stream().sorted().toList();
    return sorted.isEmpty() ? 0 : sorted.get(sorted.size() / 2);
  }

  double maxRestart() {
    return restartSeconds.stream().mapToDouble(Double::doubleValue).max().orElse(0);
  }

  private static void line(StringBuilder text, String name, long value) {
    text.append(String.format(Locale.ROOT, "%-21s %,d%n", name, value));
  }
}
