package dev.holdfast.alerts;

import dev.holdfast.spi.Problem;
import dev.holdfast.spi.alert.Delivery;
import dev.holdfast.spi.alert.Notification;
import dev.holdfast.spi.alert.Notification.Status;
import dev.holdfast.spi.alert.Notifier;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A channel that does as the test says, and keeps what it was given. */
final class FakeChannel implements Notifier {
  static final Problem BUSY = new Problem("HF-TEST-001", 503, "It is busy", "", "");
  static final Problem GONE = new Problem("HF-TEST-002", 404, "It is gone", "no_service", "");

  final List<Notification> taken = new ArrayList<>();
  final List<Notification> tried = new ArrayList<>();
  int attempts;
  private @Nullable Throwable broken;
  private Delivery answer = new Delivery.Delivered("ok");

  void well() {
    answer = new Delivery.Delivered("ok");
  }

  void busy() {
    answer = new Delivery.TryAgain(BUSY, Optional.empty());
  }

  void busyFor(Duration time) {
    answer = new Delivery.TryAgain(BUSY, Optional.of(time));
  }

  void broken(@Nullable Throwable failure) {
    broken = failure;
  }

  void dead() {
    answer = new Delivery.Dead(GONE);
  }

  @Override
  public Delivery send(Notification notification) {
    attempts++;
    tried.add(notification);
    if (broken != null) {
      throw FakeChannel.<RuntimeException>sneaky(broken);
    }
    if (answer instanceof Delivery.Delivered) {
      taken.add(notification);
    }
    return answer;
  }

  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  private static <E extends Throwable> E sneaky(Throwable failure) throws E {
    throw (E) failure;
  }

  List<Status> statuses() {
    return taken.stream().map(Notification::status).toList();
  }

  List<String> story() {
    return taken.stream().map(n -> n.status() + " " + n.subject()).toList();
  }
}
