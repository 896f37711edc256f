package dev.holdfast.spi.alert;

import dev.holdfast.spi.Alert;
import dev.holdfast.spi.PlainText;
import java.time.Instant;
import java.util.List;

/**
 * A message to people, with everything that a channel needs to send it.
 *
 * <p>Its texts can be written as UTF-8, and hold no control characters but tabs and line breaks.
 *
 * @param id of this message; the same when it is sent once more
 * @param incident what people call it by, such as {@code 4F2A-91C0}: the same in every message
 *     about one incident. A digest and a notice have one of their own
 * @param fingerprint of the condition, 16 hexadecimal digits: the same whenever it comes back
 * @param subject whose condition it is: {@code health/database/connection}
 * @param title one line, without a line break
 * @param since when the condition began
 * @param at when this was written
 * @param server which server this is about: its name or address
 * @param messages those that a digest is made of, oldest first, each as it would have come alone;
 *     empty in any other. Whoever tells machines passes these on
 */
public record Notification(
    String id,
    String incident,
    String fingerprint,
    Status status,
    Alert.Severity severity,
    String subject,
    String title,
    Instant since,
    Instant at,
    String server,
    Evidence evidence,
    List<Notification> messages) {

  public Notification {
    subject = PlainText.printable(subject);
    title = PlainText.printable(title);
    server = PlainText.printable(server);
    messages = List.copyOf(messages);
  }

  /** One that is no digest. */
  public Notification(
      String id,
      String incident,
      String fingerprint,
      Status status,
      Alert.Severity severity,
      String subject,
      String title,
      Instant since,
      Instant at,
      String server,
      Evidence evidence) {
    this(
        id,
        incident,
        fingerprint,
        status,
        severity,
        subject,
        title,
        since,
        at,
        server,
        evidence,
        List.of());
  }

  /** What it is about. */
  public enum Status {
    /** It began, or goes on: the same incident is told again at an interval. */
    FIRING,
    /** It is over. */
    RESOLVED,
    /** Something that has happened and is over: the process died and was started again. */
    NOTICE,
    /** Many messages in one, because there were too many for the channel. */
    DIGEST
  }
}
