package dev.holdfast.server.examination;

import dev.holdfast.spi.Problem;
import dev.holdfast.spi.support.JsonWriter;
import java.util.Locale;
import java.util.Optional;

/**
 * One line of the doctor.
 *
 * @param plugin whose it is; {@code server} for the kernel's own
 * @param subject what was looked at
 * @param text what was found; of a problem what happened
 * @param problem what is not well
 */
record ExaminationLine(
    String plugin, String subject, Verdict verdict, String text, Optional<Problem> problem) {
  enum Verdict {
    OK,
    WARN,
    FAIL;

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private static final int LONGEST = 4_000;

  ExaminationLine {
    subject = cut(subject);
    text = cut(text);
  }

  static ExaminationLine ok(String plugin, String subject, String text) {
    return new ExaminationLine(plugin, subject, Verdict.OK, text, Optional.empty());
  }

  static ExaminationLine of(String plugin, String subject, Verdict verdict, Problem problem) {
    return new ExaminationLine(plugin, subject, verdict, problem.what(), Optional.of(problem));
  }

  /** Writes its members. */
  void write(JsonWriter json) {
    json.writeStringProperty("plugin", plugin);
    json.writeStringProperty("subject", subject);
    json.writeStringProperty("verdict", verdict.word());
    json.writeStringProperty("text", text);
    problem.ifPresent(bad -> {
      json.writeStringProperty("code", bad.code());
      json.writeStringProperty("why", cut(bad.why()));
      json.writeStringProperty("remedy", cut(bad.remedy()));
    });
  }

  private static String cut(String text) {
    return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "...";
  }
}
