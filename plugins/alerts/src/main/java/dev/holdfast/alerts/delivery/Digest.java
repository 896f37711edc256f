package dev.holdfast.alerts.delivery;

import dev.holdfast.alerts.support.ShortHash;
import dev.holdfast.alerts.support.Text;
import dev.holdfast.spi.Alert.Severity;
import dev.holdfast.spi.alert.Evidence;
import dev.holdfast.spi.alert.Notification;
import dev.holdfast.spi.alert.Notification.Status;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Writes one message that sums up many. */
final class Digest {
  private static final int MOST_LINES = 40;
  private static final int LONGEST_LINE = 200;

  private Digest() {}

  /**
   * Of at least one message, the worst first in its lines.
   *
   * @param fingerprint the same whenever these go out again
   */
  static Notification of(String fingerprint, List<Notification> messages, Instant now) {
    Notification first = messages.getFirst();
    long resolved = messages.stream().filter(m -> m.status() == Status.RESOLVED).count();
    String title =
        String.format(
            Locale.ROOT,
            "%d alerts at once: %d new or going on, %d resolved",
            messages.size(),
            messages.size() - resolved,
            resolved);
    Instant since = messages.stream().map(Notification::since).min(Comparator.naturalOrder()).get();
    return new Notification(
        "digest-" + fingerprint,
        ShortHash.incident("digest", now),
        fingerprint,
        Status.DIGEST,
        messages.stream().map(Notification::severity).max(Comparator.naturalOrder()).get(),
        "digest",
        title,
        since,
        now,
        first.server(),
        evidence(messages),
        messages);
  }

  private static Evidence evidence(List<Notification> messages) {
    List<String> lines = new ArrayList<>();
    messages.stream()
        .sorted(
            Comparator.comparing((Notification m) -> m.severity() == Severity.CRITICAL)
                .reversed()
                .thenComparing(Notification::at))
        .limit(MOST_LINES)
        .map(Digest::line)
        .forEach(lines::add);
    if (messages.size() > MOST_LINES) {
      lines.add("and " + (messages.size() - MOST_LINES) + " more");
    }
    return new Evidence(
        List.of(),
        List.of("more came than the channel is to be told one by one"),
        List.of(),
        "holdfast alerts ls",
        "",
        "",
        "",
        "",
        Optional.empty(),
        lines);
  }

  private static String line(Notification message) {
    return Text.line(
        Text.time(message.at())
            + " "
            + message.status()
            + " "
            + message.severity()
            + " "
            + message.title()
            + " ["
            + message.incident()
            + "]",
        LONGEST_LINE);
  }
}
