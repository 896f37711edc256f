package dev.holdfast.server.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

class FairSharesTest {
  private static final long WHOLE = 1_000;
  private final FairShares shares = new FairShares(2);

  private int takeAll(String holder) {
    int taken = 0;
    while (shares.take(List.of(holder), 1, WHOLE)) {
      taken++;
    }
    return taken;
  }

  @Test
  void oneGetsHalfAndTheNextHalfOfTheRest() {
    assertThat(takeAll("a")).isEqualTo(500);
    assertThat(takeAll("b")).isEqualTo(250);
    assertThat(shares.used()).isEqualTo(750);
  }

  @Test
  void whatWasRefusedIsChargedToNobody() {
    assertThat(shares.take(List.of("a"), 400, WHOLE)).isTrue();
    assertThat(shares.take(List.of("b", "a"), 101, WHOLE)).as("too much for a").isFalse();
    assertThat(shares.take(List.of("b"), 601, WHOLE)).as("too much for all").isFalse();
    assertThat(shares.take(List.of("b"), Long.MAX_VALUE, WHOLE)).as("more than a number").isFalse();
    assertThat(shares.held(List.of("b"))).isZero();
    assertThat(shares.held(List.of("a"))).isEqualTo(400);
    assertThat(shares.used()).isEqualTo(400);
  }

  @Test
  void nothingStaysBehindAfterManyTookAndGaveBackAtOnce() throws InterruptedException {
    AtomicLong most = new AtomicLong();
    List<Thread> all = new ArrayList<>();
    for (int i = 0; i < 64; i++) {
      List<String> holders = List.of("address " + i % 3, "token " + i % 5);
      all.add(
          Thread.ofVirtual()
              .start(() -> {
                for (int round = 0; round < 2_000; round++) {
                  long amount = ThreadLocalRandom.current().nextLong(1, 40);
                  if (shares.take(holders, amount, WHOLE)) {
                    most.accumulateAndGet(shares.held(holders), Math::max);
                    LockSupport.parkNanos(1);
                    shares.giveBack(holders, amount);
                  }
                }
              }));
    }
    for (Thread thread : all) {
      thread.join();
    }
    assertThat(most.get()).isPositive();
    assertThat(shares.used()).isZero();
    for (int i = 0; i < 5; i++) {
      assertThat(shares.held(List.of("address " + i, "token " + i))).isZero();
    }
    assertThat(shares.isEmpty()).as("no account is kept").isTrue();
  }
}
