package dev.holdfast.console.supervise;

import dev.holdfast.console.client.HttpProbe;
import dev.holdfast.console.client.ProbeResult;
import dev.holdfast.console.instance.InstanceFiles;
import dev.holdfast.console.instance.ProcessIdentity;
import dev.holdfast.console.instance.ServerNote;
import dev.holdfast.console.instance.SupervisorNote;
import dev.holdfast.console.terminal.ExitCode;
import dev.holdfast.console.terminal.SpokenTime;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * Keeps one server process running until it is asked to end.
 *
 * <p><b>The problem.</b> A process can go away (killed, crashed, out of memory) or stay and do
 * nothing (deadlock, a garbage collector at its limit, stopped). Only another process notices, and
 * it must not share the fate of the first, nor become one more thing that can lose data.
 *
 * <p><b>How.</b> One thread waits for the end of the server and meanwhile asks its liveness again
 * and again. After an end the policy says whether and when there is a next start; the time, the
 * code and the cause are written down before it. Nothing is held for the server: its outputs go
 * into a file and its notes lie in the data directory, so the server lives on when this process is
 * killed, and the next supervisor adopts it.
 *
 * <p><b>What always holds.</b> There is at most one supervisor for a data directory (its lock), and
 * at most one server (the server's own lock). Asked to end, it takes the server along: in order
 * within the server's limit, by force after it.
 */
public final class ProcessSupervisor {
  /** What the server gets on top of its own limit for an orderly end. */
  private static final Duration GRACE = Duration.ofSeconds(5);

  private static final int LAST_LINES = 20;

  /** By SIGKILL. */
  private static final int KILLED = 137;

  /** Starts a server process with its outputs in the log. */
  public interface Launch {
    Process start(ConsoleLog console) throws IOException;
  }

  private final InstanceFiles files;
  private final Launch launch;
  private final SupervisorLimits limits;
  private final Duration shutdownLimit;
  private final CompletableFuture<Void> stop;
  private final InstantSource clock;
  private final Consumer<String> say;
  private final ConsoleLog console;
  private final ProcessIdentity self = ProcessIdentity.ofThisProcess();
  private final RestartPolicy policy;
  private int attempt;
  private String killedBecause = "";
  private String evidence = "";
  private long consoleBefore;

  /**
   * Creates a supervisor that does nothing yet.
   *
   * @param stop completes when it shall end
   * @param shutdownLimit the server's own, for an orderly end
   * @param say hears a line about everything that happens
   */
  public ProcessSupervisor(
      InstanceFiles files,
      Launch launch,
      SupervisorLimits limits,
      Duration shutdownLimit,
      CompletableFuture<Void> stop,
      InstantSource clock,
      Consumer<String> say) {
    this.files = files;
    this.launch = launch;
    this.limits = limits;
    this.shutdownLimit = shutdownLimit;
    this.stop = stop;
    this.clock = clock;
    this.say = say;
    this.console = new ConsoleLog(files.logs().resolve("console.log"));
    this.policy = new RestartPolicy(limits);
  }

  /** Works until it is asked to end, or a person is needed; answers the exit code. */
  public int supervise() throws IOException {
    Optional<ServerNote> left = ServerNote.ofLiving(files.serverNote());
    KeptServer server = left.isPresent() ? adopt(left.get().process()) : start();
    while (true) {
      boolean stopped = !attend(server);
      ServerEnd end = examine(server);
      if (stopped) {
        record(end, "stopped by request");
        note(SupervisorNote.State.STOPPED, "stopped by request", Optional.empty());
        return ExitCode.OK;
      }
      switch (policy.after(end)) {
        case RestartPolicy.Next.Down(String reason) -> {
          String next = "stays down until a person starts it";
          record(end, next);
          reportCrash(end, next, false);
          note(SupervisorNote.State.STOPPED, reason, Optional.empty());
          return end.code().orElse(ExitCode.FAILURE);
        }
        case RestartPolicy.Next.Again(Duration pause, int inARow) -> {
          attempt = inARow;
          String next =
              end.planned()
                  ? "a restart was requested, next start at once"
                  : "next start in " + SpokenTime.of(pause) + " (attempt " + inARow + ")";
          record(end, next);
          if (!end.requested()) {
            reportCrash(end, next, true);
          }
          note(
              SupervisorNote.State.RESTARTING,
              end.sentence(),
              Optional.of(clock.instant().plus(pause)));
          if (!pause.isZero() && KeptServer.await(stop, pause)) {
            note(SupervisorNote.State.STOPPED, "stopped by request", Optional.empty());
            return ExitCode.OK;
          }
        }
      }
      server = start();
    }
  }

  private KeptServer adopt(ProcessIdentity process) throws IOException {
    Optional<ProcessHandle> living = process.living();
    if (living.isEmpty()) {
      return start();
    }
    consoleBefore = console.size();
    say.accept("pid " + process.pid() + " already runs; it is supervised from now on");
    note(SupervisorNote.State.STARTING, "", Optional.empty());
    return KeptServer.adopted(living.get(), clock.instant());
  }

  private KeptServer start() throws IOException {
    console.open();
    console.bound();
    consoleBefore = console.size();
    killedBecause = "";
    evidence = "";
    KeptServer server = KeptServer.ofChild(launch.start(console), clock.instant());
    say.accept("pid " + server.pid() + " starts");
    note(SupervisorNote.State.STARTING, "", Optional.empty());
    return server;
  }

  /** Until the server has ended; false when that was because this thread was asked to end. */
  private boolean attend(KeptServer server) throws IOException {
    HangWatch hang = new HangWatch(limits, System::nanoTime);
    DumpFile dump = new DumpFile(files.logs());
    CompletableFuture<?> news = CompletableFuture.anyOf(server.ended(), stop);
    while (!KeptServer.await(news, limits.probeInterval)) {
      int before = hang.lastStatus();
      hang.asked(ask(server));
      if (dump.grows()) {
        hang.isBusy();
      }
      if (hang.lastStatus() != before) {
        say.accept("pid " + server.pid() + " answers" + unusual(hang.lastStatus(), before));
        note(SupervisorNote.State.RUNNING, "", Optional.empty());
      }
      console.bound();
      Optional<String> verdict = hang.verdict();
      if (verdict.isPresent() && !isEnding(server)) {
        putDown(server, verdict.get());
      }
    }
    if (stop.isDone()) {
      end(server);
    }
    return !stop.isDone();
  }

  /** A server that ends closes its port first; for that it has a limit of its own. */
  private boolean isEnding(KeptServer server) {
    StartMarks marks = new StartMarks(files.starts());
    Optional<Instant> since = marks.endingSince(server.pid());
    return since.isPresent()
        && since.get().plus(shutdownLimit).plus(GRACE).isAfter(clock.instant());
  }

  private static String unusual(int status, int before) {
    return status == 200 && before == 0 ? "" : " with status " + status;
  }

  private ProbeResult ask(KeptServer server) {
    return ServerNote.ofLiving(files.serverNote())
        .filter(note -> note.process().pid() == server.pid())
        .flatMap(ServerNote::url)
        .map(url -> new HttpProbe(limits.probeLimit).ask(url, "/health/live"))
        .orElse(new ProbeResult.Silent("its address is unknown"));
  }

  private void putDown(KeptServer server, String why) {
    say.accept("pid " + server.pid() + ": " + why + "; dumping its threads, then kill -9");
    killedBecause = why;
    evidence = new ThreadEvidence(files.logs(), console).take(server, why, clock.instant());
    server.kill();
  }

  private void end(KeptServer server) {
    note(SupervisorNote.State.STOPPING, "", Optional.empty());
    say.accept("pid " + server.pid() + " is asked to end");
    server.terminate();
    if (!server.awaitEnd(shutdownLimit.plus(GRACE))) {
      putDown(server, "it did not end within " + SpokenTime.of(shutdownLimit.plus(GRACE)));
    }
  }

  private ServerEnd examine(KeptServer server) throws IOException {
    StartMarks marks = new StartMarks(files.starts());
    Optional<Integer> orderly = marks.orderlyEnd(server.pid());
    OptionalInt heard = server.exitCode();
    OptionalInt code =
        heard.isEmpty() && orderly.isPresent() ? OptionalInt.of(orderly.get()) : heard;
    CrashAnalysis.Finding finding =
        killedBecause.isEmpty() || code.orElse(KILLED) != KILLED
            ? new CrashAnalysis(files.logs(), marks)
                .examine(
                    server.pid(),
                    server.since(),
                    code,
                    console.fatalError(consoleBefore),
                    console.lastWords(consoleBefore, LAST_LINES))
            : new CrashAnalysis.Finding(killedBecause, evidence);
    return new ServerEnd(
        clock.instant(),
        server.pid(),
        Duration.between(server.since(), clock.instant()),
        code,
        orderly.isPresent(),
        Files.deleteIfExists(files.restartRequest()),
        finding.cause(),
        finding.evidence());
  }

  /** What cannot be written down must not keep the server from its next start. */
  private void record(ServerEnd end, String next) {
    say.accept("pid " + end.pid() + " " + end.sentence() + "; " + next);
    try {
      new RestartLog(files.logs().resolve("restarts.log")).write(end, next);
    } catch (IOException e) {
      say.accept("the restart cannot be logged: " + e);
    }
  }

  /** For the alerts of the next server: nobody had asked for this end. */
  private void reportCrash(ServerEnd end, String next, boolean comesBack) {
    try {
      new CrashReports(files.crashReports()).write(end, next, comesBack);
    } catch (IOException e) {
      say.accept("no alert will report this: " + e);
    }
  }

  private void note(SupervisorNote.State state, String reason, Optional<Instant> nextStart) {
    try {
      new SupervisorNote(self, state, attempt, reason, nextStart).write(files.supervisorNote());
    } catch (IOException e) {
      say.accept("holdfast status will be out of date: " + e);
    }
  }
}
