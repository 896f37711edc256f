package dev.holdfast.tools.drill.database;

import dev.holdfast.tools.load.Comparison;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/**
 * What a drill must show; a limit of zero is not judged.
 *
 * @param detect from the begin of the stop command to a server that knows
 * @param recover from a database that accepts to the first row
 * @param health of the slowest answer
 * @param acknowledgement of the slowest but one in a hundred, during the outage
 */
record DrillLimits(Duration detect, Duration recover, Duration health, Duration acknowledgement) {

  /** What was not as it must be, a line each; empty for a drill that has passed. */
  List<String> judge(DrillResult result) {
    List<String> findings = new ArrayList<>();
    Comparison counts = result.comparison();
    refuse(findings, counts.missing() > 0, counts.missing() + " acknowledged events are no rows");
    refuse(findings, counts.doubled() > 0, counts.doubled() + " rows are doubles");
    refuse(findings, counts.unknown() > 0, counts.unknown() + " rows were never sent");
    refuse(findings, counts.outOfOrder() > 0, counts.outOfOrder() + " rows are out of order");
    refuse(findings, counts.acknowledged() == 0, "no event was acknowledged");
    refuse(findings, !result.alive(), "the server has ended");
    refuse(findings, result.recovered().isEmpty(), "no row came after the return");
    double errors = result.errorsAfter().orElse(0);
    refuse(
        findings,
        errors > 0,
        String.format(Locale.ROOT, "%.0f writes failed after the first good one", errors));
    refuse(findings, result.healthFailures() > 0, result.healthFailures() + " times no /health");
    seconds(findings, "the outage was noticed", detect, result.detected());
    seconds(findings, "the first row came", recover, result.recovered());
    millis(findings, "the slowest /health took", health, result.healthMillis());
    millis(
        findings,
        "p99 of the acknowledgements was",
        acknowledgement,
        result.during().percentile(99));
    return findings;
  }

  private static void refuse(List<String> findings, boolean wrong, String finding) {
    if (wrong) {
      findings.add(finding);
    }
  }

  private static void seconds(
      List<String> findings, String what, Duration limit, OptionalDouble seconds) {
    if (limit.isZero()) {
      return;
    }
    double most = limit.toNanos() / 1e9;
    if (seconds.isEmpty()) {
      findings.add(what + String.format(Locale.ROOT, " never, the limit is %.2f s", most));
    } else if (seconds.getAsDouble() > most) {
      findings.add(
          what
              + String.format(
                  Locale.ROOT, " after %.2f s, the limit is %.2f s", seconds.getAsDouble(), most));
    }
  }

  private static void millis(List<String> findings, String what, Duration limit, double millis) {
    double most = limit.toNanos() / 1e6;
    if (!limit.isZero() && millis > most) {
      findings.add(
          what + String.format(Locale.ROOT, " %.1f ms, the limit is %.1f ms", millis, most));
    }
  }
}
