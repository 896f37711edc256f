package dev.holdfast.spi;

import java.util.regex.Pattern;

/**
 * A fault, in the words that log, health, alert, HTTP answer and command line share.
 *
 * @param code stable, such as {@code HF-DB-003}; never reused for another meaning
 * @param status the HTTP status of an answer that reports it (RFC 9457), 400 to 599
 * @param what what happened, one sentence, the same for every occurrence
 * @param why the cause, with the figures of this occurrence; may be empty
 * @param remedy what to do now, best a command to type; may be empty
 */
public record Problem(String code, int status, String what, String why, String remedy) {
  private static final Pattern CODE = Pattern.compile("HF-[A-Z]{1,8}-\\d{3}");

  /** More than a configuration of fifty mistakes needs. */
  private static final int LONGEST = 16_000;

  public Problem {
    if (!CODE.matcher(code).matches()) {
      throw new IllegalArgumentException("not a problem code: " + code);
    }
    if (status < 400 || status > 599) {
      throw new IllegalArgumentException("not an error status: " + status);
    }
    what = PlainText.clean(what, LONGEST);
    why = PlainText.clean(why, LONGEST);
    remedy = PlainText.clean(remedy, LONGEST);
  }

  /** The same problem with the cause of this occurrence. */
  public Problem because(String cause) {
    return new Problem(code, status, what, cause, remedy);
  }

  /** What happened and why, {@code what: why}; without a cause the first alone. */
  public String reason() {
    return why.isEmpty() ? what : what + ": " + why;
  }

  /** One line: {@code HF-DB-003 what: why. remedy}. */
  public String sentence() {
    StringBuilder line = new StringBuilder(code).append(' ').append(reason());
    if (!remedy.isEmpty()) {
      line.append(line.charAt(line.length() - 1) == '.' ? " " : ". ").append(remedy);
    }
    return line.toString();
  }
}
