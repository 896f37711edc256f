package dev.holdfast.spi.alert;

import dev.holdfast.spi.Problem;
import java.time.Duration;
import java.util.Optional;

/** The outcome of one attempt to deliver a message. */
public sealed interface Delivery {

  /**
   * It has arrived at whoever passes it on to people.
   *
   * @param receipt what they called it, for the log of deliveries; may be empty
   */
  record Delivered(String receipt) implements Delivery {}

  /**
   * It has not, or nobody knows; the same may work later.
   *
   * @param after when the other side wants to be asked again; empty when it has not said
   */
  record TryAgain(Problem problem, Optional<Duration> after) implements Delivery {}

  /**
   * It has not, and will not until a person changes something: a wrong address, a refused login.
   */
  record Dead(Problem problem) implements Delivery {}
}
