package dev.holdfast.alerts.support;

import dev.holdfast.spi.Alert.Severity;
import dev.holdfast.spi.Range;
import dev.holdfast.spi.Secret;
import dev.holdfast.spi.Size;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The block {@code holdfast.alerts}; what each key means stands in {@code reference.conf}. */
public record AlertsConfig(
    @Range(min = "0 s", max = "1 h") Duration downAfter,
    @Range(min = "0 s", max = "1 h") Duration degradedAfter,
    @Range(min = "0 s", max = "1 h") Duration boardAfter,
    @Range(min = "0 s", max = "1 h") Duration clearAfter,
    @Range(min = "0 s", max = "1 h") Duration settle,
    @Range(min = "1 m", max = "30 d") Duration repeatCritical,
    @Range(min = "1 m", max = "30 d") Duration repeatWarning,
    @Range(min = "10", max = "10000") int maxIncidents,
    @Range(min = "1", max = "1000") int maxSilences,
    @Range(min = "1 m", max = "365 d") Duration longestSilence,
    String publicUrl,
    String serverName,
    Flapping flapping,
    Map<String, List<String>> follows,
    Routes routes,
    @Range(min = "1 s", max = "5 m") Duration rulesInterval,
    Map<String, RuleChange> rules,
    DeliveryLimits delivery,
    HeartbeatSettings heartbeat) {

  public Duration longestRepeat() {
    return repeatCritical.compareTo(repeatWarning) > 0 ? repeatCritical : repeatWarning;
  }

  /** When a condition that comes and goes counts as flapping. */
  public record Flapping(
      @Range(min = "2", max = "100") int changes,
      @Range(min = "10 s", max = "1 d") Duration within,
      @Range(min = "1 s", max = "1 d") Duration quiet) {}

  /** The channels for each severity; an empty list means all channels. */
  public record Routes(List<String> critical, List<String> warning) {
    /** Where a message goes that is about this channel, if about any, out of all there are. */
    public List<String> of(Severity severity, String about, Collection<String> all) {
      List<String> routes = without(about, severity == Severity.CRITICAL ? critical : warning);
      // What is wrong with the only channel of a route is told on another one.
      return routes.isEmpty() ? without(about, all) : routes;
    }

    private static List<String> without(String about, Collection<String> names) {
      return names.stream().filter(name -> !name.equals(about)).distinct().toList();
    }

    public List<String> named() {
      return Stream.of(critical, warning).flatMap(List::stream).distinct().toList();
    }
  }

  /** A change of a built-in rule. */
  public record RuleChange(
      Optional<Boolean> enabled, Optional<Double> threshold, Optional<Duration> after) {}

  /** Limits and waits of the delivery. */
  public record DeliveryLimits(
      @Range(min = "1", max = "100") int burst,
      @Range(min = "1 s", max = "1 h") Duration pace,
      @Range(min = "100 ms", max = "10 m") Duration firstWait,
      @Range(min = "1 s", max = "1 h") Duration longestWait,
      @Range(min = "1 s", max = "1 h") Duration deadFirstWait,
      @Range(min = "1 s", max = "1 d") Duration deadLongestWait,
      @Range(min = "5 s", max = "10 m") Duration sendLimit,
      @Range(min = "0 s", max = "1 h") Duration cutWait,
      @Range(min = "1", max = "10") int mostCut,
      @Range(min = "1 s", max = "1 d") Duration fallbackAfter,
      @Range(min = "1 s", max = "1 h") Duration arrivalLimit,
      @Range(min = "1 m", max = "30 d") Duration giveUpAfter,
      @Range(min = "10", max = "10000") int maxWaiting,
      @Range(min = "16 KiB", max = "100 MiB") Size logSize) {}

  /** The address that is called, how often, and the time limit for its answer. */
  public record HeartbeatSettings(
      Optional<Secret> url,
      @Range(min = "10 s", max = "1 h") Duration interval,
      @Range(min = "100 ms", max = "30 s") Duration answerTimeout) {}
}
