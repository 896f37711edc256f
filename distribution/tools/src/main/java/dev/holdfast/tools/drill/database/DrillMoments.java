package dev.holdfast.tools.drill.database;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * The times of a drill in seconds, from the watches and from the server's log.
 *
 * @param stopAt the begin of the stop, by the clock that the log goes by
 */
record DrillMoments(DrillTimeline timeline, DrillLog log, Instant stopAt) {

  /** How long the stop command ran. */
  OptionalDouble stopping() {
    return sinceStop(timeline.stopEnded());
  }

  /** From the stop to a database that accepts. */
  OptionalDouble outage() {
    return sinceStop(timeline.back());
  }

  /** From the stop to a server that knows, by its state or by its log, whichever is earlier. */
  OptionalDouble detected() {
    OptionalDouble state = sinceStop(timeline.detected());
    Optional<Instant> lost = DrillLog.first(log.lost(), stopAt);
    if (lost.isEmpty()) {
      return state;
    }
    double logged = Duration.between(stopAt, lost.get()).toNanos() / 1e9;
    return OptionalDouble.of(Math.min(logged, state.orElse(logged)));
  }

  /** From the return to the first row. */
  OptionalDouble recovered() {
    OptionalLong back = timeline.back();
    return back.isEmpty()
        ? OptionalDouble.empty()
        : seconds(timeline.firstGoodWrite(), back.getAsLong());
  }

  /** Each state with its second after the begin of the stop. */
  List<String> states() {
    List<String> states = new ArrayList<>();
    for (StateReading reading : timeline.states()) {
      double second = (reading.nanos() - timeline.stopBegun()) / 1e9;
      String code = reading.code().isEmpty() ? "" : " " + reading.code();
      states.add(String.format(Locale.ROOT, "%s%s at %.2f", reading.state(), code, second));
    }
    return states;
  }

  private OptionalDouble sinceStop(OptionalLong moment) {
    return seconds(moment, timeline.stopBegun());
  }

  private static OptionalDouble seconds(OptionalLong moment, long from) {
    return moment.isEmpty()
        ? OptionalDouble.empty()
        : OptionalDouble.of((moment.getAsLong() - from) / 1e9);
  }
}
