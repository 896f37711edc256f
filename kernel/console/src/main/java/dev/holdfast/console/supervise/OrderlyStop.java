package dev.holdfast.console.supervise;

import dev.holdfast.console.instance.FileAccess;
import dev.holdfast.console.instance.ProcessIdentity;
import dev.holdfast.console.instance.ServerNote;
import dev.holdfast.console.instance.ServerPlace;
import dev.holdfast.console.instance.ServerState;
import dev.holdfast.console.instance.SupervisorNote;
import dev.holdfast.console.terminal.ProcessFailures;
import java.time.Duration;
import java.util.Optional;

/**
 * Ends what runs on one instance: the supervisor, which takes its server along, or a server alone.
 */
public record OrderlyStop(ServerPlace place) {
  private static final Duration GRACE = Duration.ofSeconds(15);
  private static final Duration KILL_LIMIT = Duration.ofSeconds(30);

  /** True when anything had to be ended. */
  public boolean run() {
    FileAccess.require(place.files().data());
    ServerState state = ServerState.of(place.files());
    if (state.server().filter(ServerNote::underSystemd).isPresent()) {
      throw ProcessFailures.ofSystemd();
    }
    boolean any = end(state.supervisor().map(SupervisorNote::process));
    // None is left when the supervisor did its work.
    any |= end(ServerState.of(place.files()).server().map(ServerNote::process));
    return any;
  }

  private boolean end(Optional<ProcessIdentity> process) {
    Optional<ProcessHandle> living = process.flatMap(ProcessIdentity::living);
    if (living.isEmpty()) {
      return false;
    }
    ProcessHandle handle = living.get();
    var ended = handle.onExit();
    if (!handle.destroy() && handle.isAlive()) {
      throw ProcessFailures.mayNotSignal(handle.pid(), handle.info().user().orElse("another user"));
    }
    if (!KeptServer.await(ended, place.shutdownLimit().plus(GRACE))) {
      handle.destroyForcibly();
      if (!KeptServer.await(ended, KILL_LIMIT)) {
        throw ProcessFailures.doesNotEnd(handle.pid());
      }
    }
    return true;
  }
}
