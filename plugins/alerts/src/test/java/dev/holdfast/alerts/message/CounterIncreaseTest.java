package dev.holdfast.alerts.message;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.alerts.condition.FakeServerView;
import dev.holdfast.alerts.condition.MetricQuery;
import dev.holdfast.alerts.support.TestTime;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

final class CounterIncreaseTest {
  private static final String NAME = "attempts_total";

  private final TestTime clock = new TestTime();
  private final FakeServerView server = new FakeServerView(clock, Path.of("none"));
  private final CounterIncrease increase = new CounterIncrease(MetricQuery.sum(NAME));
  private double counter;

  private void pass(int seconds, int perSecond) {
    for (int second = 0; second < seconds; second++) {
      counter += perSecond;
      server.measure(NAME, counter);
      clock.advance(Duration.ofSeconds(1));
      increase.sample(server, clock.now());
    }
  }

  private String since(Instant from) {
    return increase.since(from, server, clock.instant());
  }

  @Test
  void whatWasCountedBeforeAMomentIsNotCountedSinceIt() {
    counter = 1000;
    pass(60, 0);
    pass(120, 4);
    pass(60, 0);
    Instant second = clock.instant();
    pass(50, 4);
    pass(3600, 0);

    assertThat(since(second)).isEqualTo("200");
    assertThat(since(Instant.EPOCH)).isEqualTo("680");
    assertThat(since(clock.instant())).isEmpty();
  }

  @Test
  void aCounterThatBeginsAfreshGoesOn() {
    pass(10, 0);
    Instant begun = clock.instant();
    // The last second of these is one in which it is looked at.
    pass(11, 4);
    counter = 0;
    pass(10, 4);

    assertThat(since(begun)).isEqualTo("84");
  }

  @Test
  void itSaysSoWhenItDoesNotRememberTheBeginning() {
    pass(10, 0);
    Instant begun = clock.instant();
    pass(7200, 4);

    assertThat(since(begun)).startsWith("more than 14,");
  }
}
