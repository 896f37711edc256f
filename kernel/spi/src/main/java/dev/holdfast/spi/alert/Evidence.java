package dev.holdfast.spi.alert;

import dev.holdfast.spi.PlainText;
import java.util.List;
import java.util.Optional;

/**
 * The known facts about an incident, for a person who is woken by it. Every list is short, every
 * text is limited, and each may be empty. There are no secrets in it.
 *
 * @param causes from what is seen to what is behind it, a sentence each
 * @param figures such as {@code 14,212 events safe on disk, room for 6 h}
 * @param actions what the server did already, each with its time
 * @param command to type, as it stands
 * @param code of the last error, {@code HF-DB-002}
 * @param lastError in its own words
 * @param sparkline half an hour of the number that tells the story, as one line of text with its
 *     name and its range
 * @param runbook what to do
 * @param link an absolute URL of a page about it
 * @param muted what follows from this and is therefore not told by itself; in a digest, its
 *     messages
 */
public record Evidence(
    List<String> causes,
    List<String> figures,
    List<String> actions,
    String command,
    String code,
    String lastError,
    String sparkline,
    String runbook,
    Optional<String> link,
    List<String> muted) {

  /** Nothing is known. */
  public static final Evidence NONE =
      new Evidence(
          List.of(), List.of(), List.of(), "", "", "", "", "", Optional.empty(), List.of());

  public Evidence {
    causes = printable(causes);
    figures = printable(figures);
    actions = printable(actions);
    muted = printable(muted);
    command = PlainText.printable(command);
    code = PlainText.printable(code);
    lastError = PlainText.printable(lastError);
    sparkline = PlainText.printable(sparkline);
    runbook = PlainText.printable(runbook);
  }

  private static List<String> printable(List<String> texts) {
    return texts.stream().map(PlainText::printable).toList();
  }
}
