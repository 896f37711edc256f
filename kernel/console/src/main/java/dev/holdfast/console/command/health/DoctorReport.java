package dev.holdfast.console.command.health;

import dev.holdfast.console.command.health.DoctorFinding.Verdict;
import dev.holdfast.console.terminal.ExitCode;
import dev.holdfast.console.terminal.Json;
import java.util.ArrayList;
import java.util.List;

/** All findings together, and what they come to. */
final class DoctorReport {
  private final List<DoctorFinding> findings = new ArrayList<>();

  void add(DoctorFinding finding) {
    findings.add(finding);
  }

  /** The last line: for whoever reads only that. */
  String verdict() {
    long failures = count(Verdict.FAIL);
    long warnings = count(Verdict.WARN);
    if (findings.isEmpty()) {
      return "Nothing was examined.";
    }
    if (failures > 0) {
      return (failures == 1 ? "1 thing is wrong" : failures + " things are wrong")
          + "; first: "
          + first(Verdict.FAIL);
    }
    if (warnings > 0) {
      return (warnings == 1 ? "1 warning" : warnings + " warnings")
          + "; first: "
          + first(Verdict.WARN);
    }
    return "All is well.";
  }

  int exitCode() {
    return findings.isEmpty() || count(Verdict.FAIL) > 0
        ? ExitCode.DEPENDENCY_UNAVAILABLE
        : ExitCode.OK;
  }

  /** The whole as one document. */
  String json() {
    return Json.object(json -> {
      json.writeStringProperty("verdict", verdict());
      json.writeNumberProperty("ok", count(Verdict.OK));
      json.writeNumberProperty("warnings", count(Verdict.WARN));
      json.writeNumberProperty("failures", count(Verdict.FAIL));
      json.writeName("findings");
      json.writeStartArray();
      for (DoctorFinding finding : findings) {
        json.writeStartObject();
        finding.write(json);
        json.writeEndObject();
      }
      json.writeEndArray();
    });
  }

  private long count(Verdict verdict) {
    return findings.stream().filter(finding -> finding.verdict() == verdict).count();
  }

  private String first(Verdict verdict) {
    return findings.stream()
        .filter(finding -> finding.verdict() == verdict)
        .findFirst()
        .map(finding -> finding.plugin() + " " + finding.subject() + ": " + finding.text() + ".")
        .orElse("");
  }
}
