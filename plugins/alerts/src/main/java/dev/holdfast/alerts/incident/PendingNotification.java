package dev.holdfast.alerts.incident;

import dev.holdfast.alerts.condition.Condition;
import dev.holdfast.spi.Alert.Severity;
import dev.holdfast.spi.alert.Notification.Status;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/**
 * A notification that is owed to people, still without its evidence.
 *
 * @param messageId the same when a crash makes it come twice
 * @param severity the worst of the incident and of what follows from it, up to now
 * @param number of the message about this incident, from 1 on
 * @param followers the titles of what follows from it
 * @param toldOn the channels that have told of its beginning, when this is its end
 */
public record PendingNotification(
    String messageId,
    String incident,
    Status status,
    Severity severity,
    Condition condition,
    Instant since,
    Instant at,
    int number,
    boolean flapping,
    List<String> followers,
    Set<String> toldOn) {}
