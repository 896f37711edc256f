package dev.holdfast.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.spi.Plugin;
import dev.holdfast.spi.PluginContext;
import dev.holdfast.spi.Problem;
import dev.holdfast.spi.alert.Delivery;
import dev.holdfast.spi.alert.Notification;
import dev.holdfast.spi.alert.Notifier;
import dev.holdfast.spi.server.Verdict;
import dev.holdfast.spi.support.Deliveries;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

final class DeliveriesTest {
  private static final Notification MESSAGE = Notifications.samples().getFirst();
  private static final Problem BUSY = new Problem("HF-TEST-001", 503, "It is busy", "", "");

  /** A channel that answers what it is told to. */
  private static final class Scripted implements Plugin {
    private final Deque<Supplier<Delivery>> answers = new ArrayDeque<>();

    @Override
    public String name() {
      return "scripted";
    }

    @Override
    public void start(PluginContext context) {
      Notifier notifier = message -> answers.pop().get();
      Deliveries.contribute(context, notifier, Map.of("state", "configured"));
    }
  }

  @Test
  void healthFollowsTheLastDeliveryAndEachIsCounted() throws Exception {
    Scripted plugin = new Scripted();
    try (PluginHarness harness = PluginHarness.of(plugin)) {
      harness.start();
      Notifier notifier = harness.contributed(Notifier.class).getFirst();
      assertThat(verdict(harness)).isEqualTo(Verdict.UP);
      for (Delivery bad :
          List.of(new Delivery.TryAgain(BUSY, Optional.empty()), new Delivery.Dead(BUSY))) {
        plugin.answers.add(() -> bad);
        notifier.send(MESSAGE);
        assertThat(verdict(harness)).isEqualTo(Verdict.DEGRADED);
        assertThat(harness.health("channel").details())
            .containsEntry("code", "HF-TEST-001")
            .containsEntry("state", "configured");
        plugin.answers.add(() -> new Delivery.Delivered("ok"));
        notifier.send(MESSAGE);
        assertThat(verdict(harness)).isEqualTo(Verdict.UP);
      }
      plugin.answers.add(() -> {
        throw new NoClassDefFoundError("gone");
      });
      assertThatThrownBy(() -> notifier.send(MESSAGE)).isInstanceOf(NoClassDefFoundError.class);
      assertThat(verdict(harness)).isEqualTo(Verdict.DEGRADED);
      assertThat(harness.meter("holdfast_deliveries", "outcome", "delivered")).isEqualTo(2);
      assertThat(harness.meter("holdfast_deliveries", "outcome", "again")).isEqualTo(1);
      assertThat(harness.meter("holdfast_deliveries", "outcome", "refused")).isEqualTo(1);
      assertThat(harness.meter("holdfast_deliveries", "outcome", "failed")).isEqualTo(1);
    }
  }

  private static Verdict verdict(PluginHarness harness) {
    return Verdict.of(harness.health("channel"));
  }
}
