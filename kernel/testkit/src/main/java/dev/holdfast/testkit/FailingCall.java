package dev.holdfast.testkit;

import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Lets one call of many fail, by its number. */
final class FailingCall {
  private final int number;
  private int calls;
  private @Nullable RuntimeException thrown;

  /** Creates a failure of the call of this number, from 1 on; 0 for none. */
  FailingCall(int number) {
    this.number = number;
  }

  synchronized void count(Supplier<? extends RuntimeException> failure) {
    calls++;
    if (calls == number) {
      RuntimeException now = failure.get();
      thrown = now;
      throw now;
    }
  }

  /** What was thrown, once it was. */
  synchronized Optional<RuntimeException> thrown() {
    return Optional.ofNullable(thrown);
  }
}
