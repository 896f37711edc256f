package dev.holdfast.alerts;

import dev.holdfast.alerts.delivery.ChannelStatus;
import dev.holdfast.alerts.support.AlertsConfig;
import dev.holdfast.alerts.support.AlertsProblems;
import dev.holdfast.alerts.support.Moment;
import dev.holdfast.spi.Health;
import dev.holdfast.spi.Problem;
import io.helidon.health.HealthCheck;
import io.helidon.health.HealthCheckResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Reports on /health whether the channels take messages and how many wait; never raises an alert.
 */
record AlertsHealth(AlertEngine engine, AlertsConfig config, Supplier<Moment> time)
    implements HealthCheck {

  @Override
  public HealthCheckResponse call() {
    Problem disk = engine.notWritten();
    try {
      return engine.read(parts -> answer(parts, disk));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private HealthCheckResponse answer(AlertEngine.Parts parts, @Nullable Problem disk) {
    List<ChannelStatus> channels = parts.dispatcher().channels();
    HealthCheckResponse.Builder answer;
    if (disk != null) {
      answer = Health.down(disk);
    } else {
      answer = problem(parts, channels).map(Health::degraded).orElseGet(Health::up);
    }
    answer
        .detail("channels", channels.isEmpty() ? "not configured" : names(channels))
        .detail("firing", parts.incidents().firing())
        .detail("silences", parts.silences().all().size())
        .detail("waiting", parts.outbox().size());
    for (ChannelStatus channel : channels) {
      answer.detail("channel " + channel.name(), word(channel));
    }
    return answer.build();
  }

  private Optional<Problem> problem(AlertEngine.Parts parts, List<ChannelStatus> channels) {
    if (parts.outbox().isFull()) {
      return Optional.of(
          AlertsProblems.OUTBOX_FULL.because(parts.outbox().evicted() + " gave way so far"));
    }
    Moment now = time.get();
    List<String> missing = parts.dispatcher().missing(now);
    if (!missing.isEmpty()) {
      return Optional.of(AlertsProblems.NO_SUCH_ROUTE.because(String.join(", ", missing)));
    }
    for (ChannelStatus channel : channels) {
      Problem cause = channel.problem();
      Moment since = channel.failingSince();
      if (cause != null && channel.dead()) {
        return Optional.of(
            AlertsProblems.CHANNEL_DEAD.because(channel.name() + ", " + cause.sentence()));
      } else if (cause != null
          && since != null
          && now.since(since).compareTo(config.delivery().fallbackAfter()) > 0) {
        return Optional.of(
            AlertsProblems.CHANNEL_SLOW.because(channel.name() + ", " + cause.sentence()));
      }
    }
    return Optional.empty();
  }

  private static String names(List<ChannelStatus> channels) {
    return String.join(", ", channels.stream().map(channel -> channel.name()).toList());
  }

  private static String word(ChannelStatus channel) {
    Problem cause = channel.problem();
    Instant last = channel.lastDelivered();
    if (!channel.here()) {
      return "away";
    } else if (cause != null) {
      return (channel.dead() ? "dead: " : "failing: ") + cause.what();
    }
    return last == null ? "not used yet" : "delivered at " + last;
  }
}
