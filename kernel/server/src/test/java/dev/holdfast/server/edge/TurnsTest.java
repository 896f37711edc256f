package dev.holdfast.server.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class TurnsTest {
  @Test
  void asManyAsThereAreBeginAndTheOthersInTheOrderOfTheirComing() {
    Turns turns = new Turns(2);
    List<Integer> begun = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      int number = i;
      turns.take(() -> begun.add(number));
    }
    assertThat(begun).containsExactly(0, 1);
    turns.giveBack();
    assertThat(begun).containsExactly(0, 1, 2);
    turns.giveBack();
    turns.giveBack();
    turns.giveBack();
    turns.giveBack();
    turns.take(() -> begun.add(5));
    assertThat(begun).containsExactly(0, 1, 2, 3, 4, 5);
  }

  @Test
  void nobodyIsForgottenAndNeverAreThereMoreAtATimeWhoeverComesAndGoes() {
    Turns turns = new Turns(3);
    AtomicInteger inside = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    AtomicInteger done = new AtomicInteger();
    int all = 20_000;
    Runnable visit =
        () ->
            Thread.ofVirtual()
                .start(() -> {
                  most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                  inside.decrementAndGet();
                  done.incrementAndGet();
                  turns.giveBack();
                });
    for (int i = 0; i < 4; i++) {
      Thread.ofPlatform()
          .start(() -> {
            for (int k = 0; k < all / 4; k++) {
              turns.take(visit);
            }
          });
    }
    await().until(() -> done.get() == all);
    assertThat(most.get()).isBetween(1, 3);
  }
}
