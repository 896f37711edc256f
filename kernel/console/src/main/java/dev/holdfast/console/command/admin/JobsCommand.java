package dev.holdfast.console.command.admin;

import dev.holdfast.console.client.AdminAccess;
import dev.holdfast.console.client.ServerApi;
import dev.holdfast.console.terminal.CommandGroup;
import dev.holdfast.console.terminal.ExitCode;
import dev.holdfast.console.terminal.Failures;
import dev.holdfast.console.terminal.Pause;
import dev.holdfast.console.terminal.TimeSpan;
import java.time.Duration;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What can be asked of the jobs of a running server. */
@Command(
    name = "jobs",
    header = "List, run, pause and resume the jobs of the running server.",
    footer = {
      "  holdfast jobs ls                              list the jobs with their last and next runs",
      "  holdfast jobs run scheduler/clean-up          run a job now and wait for its result",
      "  holdfast jobs pause event-store/clean-up      start no further run until the job is resumed",
      "  holdfast jobs history event-store/clean-up    show the last runs"
    },
    commandListHeading = "%nCommands:%n")
public final class JobsCommand extends CommandGroup {
  static final String PATH = "/admin/jobs";

  private static final Duration ASK_AGAIN = Duration.ofMillis(200);

  @Command(
      name = "ls",
      header = "List all jobs and their problems.",
      footer = {"  holdfast jobs ls", "  holdfast jobs ls --json"},
      exitCodeList = {"0:all jobs are well", "1:some are not", ExitCode.NOT_ASKED})
  int list(
      @Mixin AdminAccess access,
      @Option(names = "--json", description = "Print the answer of the server.") boolean json) {
    try (ServerApi server = access.open()) {
      String answer = server.operate("GET", PATH, "");
      List<JobReport> jobs = JobReport.all(server.address() + PATH, answer);
      print(json, answer, jobs.stream().flatMap(job -> job.lines().stream()).toList());
      return jobs.stream().allMatch(JobReport::isWell) ? ExitCode.OK : ExitCode.FAILURE;
    }
  }

  @Command(
      name = "history",
      header = "Show the next times of a job and its last runs.",
      footer = {"  holdfast jobs history event-store/clean-up"},
      exitCodeList = {"0:the job is well", "1:it is not", ExitCode.NOT_ASKED})
  int history(
      @Mixin AdminAccess access,
      @Parameters(paramLabel = "PLUGIN/JOB", description = "A job from jobs ls.") String name,
      @Option(names = "--json", description = "Print the answer of the server.") boolean json) {
    try (ServerApi server = access.open()) {
      String answer = server.operate("GET", path(name), "");
      JobReport job = JobReport.parse(server.address() + path(name), answer);
      print(json, answer, job.history());
      return job.isWell() ? ExitCode.OK : ExitCode.FAILURE;
    }
  }

  @Command(
      name = "run",
      header = "Run a job now, even if it is paused, and wait for its end.",
      footer = {"  holdfast jobs run scheduler/clean-up"},
      exitCodeList = {
        "0:the run succeeded",
        "1:the run failed, or did not end in time and continues",
        ExitCode.NOT_ASKED
      })
  int run(
      @Mixin AdminAccess access,
      @Parameters(paramLabel = "PLUGIN/JOB", description = "A job from jobs ls.") String name,
      @Option(
              names = "--wait",
              converter = TimeSpan.class,
              paramLabel = "TIME",
              defaultValue = "60s",
              description = "The longest wait for its end. Default: ${DEFAULT-VALUE}.")
          Duration wait) {
    String path = path(name);
    try (ServerApi server = access.open()) {
      String begun = server.operate("POST", path + "/run", "");
      long number = JobReport.parse(server.address() + path, begun).number();
      long end = System.nanoTime() + wait.toNanos();
      do {
        String answer = server.operate("GET", path, "");
        for (JobRunReport run : JobReport.parse(server.address() + path, answer).run(number)) {
          terminal().print(run.line());
          return run.succeeded() ? ExitCode.OK : ExitCode.FAILURE;
        }
      } while (System.nanoTime() < end && Pause.of(ASK_AGAIN));
      terminal().print("the run continues; see its result later: holdfast jobs history " + name);
      return ExitCode.FAILURE;
    }
  }

  @Command(
      name = "pause",
      header = "Pause a job: no run starts by itself, even after a restart.",
      footer = {"  holdfast jobs pause event-store/clean-up"},
      exitCodeList = {ExitCode.OPERATED, ExitCode.NOT_OPERATED, ExitCode.NOT_ASKED})
  int pause(
      @Mixin AdminAccess access,
      @Parameters(paramLabel = "PLUGIN/JOB", description = "A job from jobs ls.") String name) {
    return operate(access, name, "pause", true);
  }

  @Command(
      name = "resume",
      header = "Resume a paused job: it runs again at its times.",
      footer = {"  holdfast jobs resume event-store/clean-up"},
      exitCodeList = {ExitCode.OPERATED, ExitCode.NOT_OPERATED, ExitCode.NOT_ASKED})
  int resume(
      @Mixin AdminAccess access,
      @Parameters(paramLabel = "PLUGIN/JOB", description = "A job from jobs ls.") String name) {
    return operate(access, name, "resume", false);
  }

  private int operate(AdminAccess access, String name, String operation, boolean paused) {
    try (ServerApi server = access.open()) {
      String path = path(name) + "/" + operation;
      String answer = server.operate("POST", path, "");
      JobReport job = JobReport.parse(server.address() + path, answer);
      job.lines().forEach(terminal()::print);
      return job.answer().isTrue("paused") == paused ? ExitCode.OK : ExitCode.FAILURE;
    }
  }

  private static String path(String name) {
    if (!name.matches("[a-z][a-z0-9-]*/[a-z][a-z0-9-]*")) {
      throw Failures.badValue(
          "PLUGIN/JOB", name, "a plugin and its job, such as scheduler/clean-up");
    }
    return PATH + "/" + name;
  }
}
