package dev.holdfast.distribution.violation.locale;

import java.text.DecimalFormat;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.function.UnaryOperator;

/** Writes as the user's country does, on purpose: it shows that the check sees that. */
@SuppressWarnings("StringCaseLocaleUsage")
public record Localized(int number) {
  /** By a call, in each way that was ever found. */
  public String called() {
    System.out.printf("%d", number);
    return "%d".formatted(number)
        + String.format("%d", number)
        + new DecimalFormat("0").format(number)
        + DateTimeFormatter.ofPattern("HH")
        + "I".toLowerCase();
  }

  /** By the name of a method. */
  public UnaryOperator<String> referredTo() {
    return String::toUpperCase;
  }

  /** As everybody in the house does. */
  public String allowed() {
    return String.format(Locale.ROOT, "%d", number) + "I".toLowerCase(Locale.ROOT);
  }
}
