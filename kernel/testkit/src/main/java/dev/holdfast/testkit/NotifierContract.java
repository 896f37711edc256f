package dev.holdfast.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.spi.Problem;
import dev.holdfast.spi.alert.Delivery;
import dev.holdfast.spi.alert.Notification;
import dev.holdfast.spi.alert.Notifier;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What every {@link Notifier} promises, as tests. The test class of a channel implements this and
 * builds a stage: the notifier, and whom it talks to.
 */
public interface NotifierContract {
  /** The secret of every stage: password, token, key or secret part of an address. */
  String SECRET = "tQ7-open-sesame-9Zk";

  /** Each single attempt ends within this time, when the stage has limits of at most 2 s. */
  Duration LIMIT = Duration.ofSeconds(15);

  /** How the other side behaves. */
  enum Behaviour {
    TAKES,
    /** It is overloaded or broken, and says so. */
    BUSY,
    /** As busy, and it names 7 s. */
    BUSY_FOR_SEVEN_SECONDS,
    /** It knows us not, or takes nothing of the kind. */
    REFUSES,
    /** It takes the connection and never answers. */
    HANGS,
    /** It cuts the connection. */
    CUTS_OFF,
    /** Nobody listens. */
    ABSENT
  }

  /** A notifier and the other side. */
  interface Stage extends AutoCloseable {
    Notifier notifier();

    /** What has arrived, each message as one text. */
    List<String> received();

    @Override
    void close() throws Exception;
  }

  /** Builds a stage whose time limits are at most 2 s and whose secret is {@link #SECRET}. */
  Stage stage(Behaviour behaviour) throws Exception;

  /** Whether the other side has a way to name a time. */
  default boolean namesTimes() {
    return true;
  }

  @Test
  default void deliversWhatItIsGiven() throws Exception {
    try (Stage stage = stage(Behaviour.TAKES)) {
      for (Notification each : Notifications.samples()) {
        assertThat(stage.notifier().send(each)).isInstanceOf(Delivery.Delivered.class);
      }
      List<String> received = stage.received();
      assertThat(received).hasSize(Notifications.samples().size());
      for (int i = 0; i < received.size(); i++) {
        assertThat(received.get(i)).contains(Notifications.samples().get(i).incident());
      }
    }
  }

  @Test
  default void deliversTheSameAgainWhenAskedTo() throws Exception {
    try (Stage stage = stage(Behaviour.TAKES)) {
      Notification firing = Notifications.samples().getFirst();
      stage.notifier().send(firing);
      assertThat(stage.notifier().send(firing)).isInstanceOf(Delivery.Delivered.class);
      assertThat(stage.received()).hasSize(2);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Behaviour.class,
      names = {"BUSY", "BUSY_FOR_SEVEN_SECONDS", "HANGS", "CUTS_OFF", "ABSENT"})
  default void asksToTryAgainWhatMayWorkLater(Behaviour behaviour) throws Exception {
    Delivery delivery = attempt(behaviour);

    assertThat(delivery).isInstanceOf(Delivery.TryAgain.class);
    Delivery.TryAgain again = (Delivery.TryAgain) delivery;
    assertThat(again.problem().why()).as("why").isNotBlank();
    if (behaviour == Behaviour.BUSY_FOR_SEVEN_SECONDS && namesTimes()) {
      assertThat(again.after()).contains(Duration.ofSeconds(7));
    }
  }

  @Test
  default void isDeadWhenOnlyAPersonCanHelp() throws Exception {
    Delivery delivery = attempt(Behaviour.REFUSES);

    assertThat(delivery).isInstanceOf(Delivery.Dead.class);
    assertThat(((Delivery.Dead) delivery).problem().remedy()).as("remedy").isNotBlank();
  }

  @ParameterizedTest
  @EnumSource(Behaviour.class)
  default void neverLetsItsSecretOut(Behaviour behaviour) throws Exception {
    try (Stage stage = stage(behaviour)) {
      Delivery delivery = stage.notifier().send(Notifications.samples().getFirst());

      assertThat(delivery.toString() + stage.notifier()).doesNotContain(SECRET);
      Problem problem =
          switch (delivery) {
            case Delivery.Delivered _ -> null;
            case Delivery.TryAgain again -> again.problem();
            case Delivery.Dead dead -> dead.problem();
          };
      if (problem != null) {
        assertThat(problem.sentence()).doesNotContain(SECRET);
      }
    }
  }

  private Delivery attempt(Behaviour behaviour) throws Exception {
    try (Stage stage = stage(behaviour)) {
      long begun = System.nanoTime();
      Delivery delivery = stage.notifier().send(Notifications.samples().getFirst());
      assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(LIMIT);
      return delivery;
    }
  }
}
