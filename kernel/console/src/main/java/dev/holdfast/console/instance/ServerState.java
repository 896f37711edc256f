package dev.holdfast.console.instance;

import dev.holdfast.console.terminal.ExitCode;
import dev.holdfast.console.terminal.SpokenTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * How the processes of one instance are now.
 *
 * @param server the one that lives
 * @param supervisor the one that lives
 * @param lastWord of a supervisor, also of one that has ended
 */
public record ServerState(
    Optional<ServerNote> server,
    Optional<SupervisorNote> supervisor,
    Optional<SupervisorNote> lastWord) {

  public static ServerState of(InstanceFiles files) {
    Optional<SupervisorNote> word = SupervisorNote.read(files.supervisorNote());
    return new ServerState(
        ServerNote.ofLiving(files.serverNote()), word.filter(SupervisorNote::isAlive), word);
  }

  /** One word: running, starting, stopping, restarting, stopped. */
  public String word() {
    boolean stopping =
        supervisor.filter(note -> note.state() == SupervisorNote.State.STOPPING).isPresent();
    if (server.isPresent()) {
      String here = server.get().url().isPresent() ? "running" : "starting";
      return stopping ? "stopping" : here;
    }
    if (supervisor.isEmpty()) {
      return "stopped";
    }
    return switch (supervisor.get().state()) {
      case RESTARTING -> "restarting";
      case STOPPING, STOPPED -> "stopping";
      case STARTING, RUNNING -> "starting";
    };
  }

  public int exitCode() {
    return server.isPresent() ? ExitCode.OK : ExitCode.NOT_RUNNING;
  }

  /** Until the next start, when one is planned. */
  public Optional<Duration> untilNextStart(Instant now) {
    return supervisor
        .filter(note -> word().equals("restarting"))
        .flatMap(SupervisorNote::nextStart)
        .map(next -> next.isAfter(now) ? Duration.between(now, next) : Duration.ZERO);
  }

  /** Why it does not run; empty when nobody has said. */
  public String reason() {
    return server.isPresent() ? "" : lastWord.map(SupervisorNote::reason).orElse("");
  }

  public String line() {
    return line(Optional.empty());
  }

  /** For a person, with times when it is said what time it is. */
  public String line(Optional<Instant> now) {
    StringBuilder line = new StringBuilder(word());
    server.ifPresent(note -> describe(note, now, line));
    now.flatMap(this::untilNextStart)
        .ifPresent(wait ->
            line.append(", attempt ")
                .append(supervisor.map(SupervisorNote::attempt).orElse(0))
                .append(" in ")
                .append(SpokenTime.of(wait)));
    if (!reason().isEmpty()) {
      line.append("; ").append(reason());
    }
    return line.append(guardian()).toString();
  }

  private static void describe(ServerNote note, Optional<Instant> now, StringBuilder line) {
    line.append(", pid ").append(note.process().pid());
    note.url().ifPresent(url -> line.append(", ").append(url));
    if (!note.version().isEmpty()) {
      line.append(", version ").append(note.version());
    }
    if (now.isPresent() && note.started().isPresent()) {
      Duration up = Duration.between(note.started().get(), now.get());
      line.append(", up ").append(SpokenTime.of(up));
    }
  }

  private String guardian() {
    if (supervisor.isPresent()) {
      return "; supervised by pid " + supervisor.get().process().pid();
    }
    if (server.isEmpty()) {
      return "";
    }
    return server.get().underSystemd() ? "; a service of systemd" : "; not supervised";
  }
}
