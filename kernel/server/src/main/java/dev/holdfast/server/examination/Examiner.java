package dev.holdfast.server.examination;

import dev.holdfast.server.examination.ExaminationLine.Verdict;
import dev.holdfast.server.plugin.loading.PluginDescriptor;
import dev.holdfast.spi.PlainText;
import dev.holdfast.spi.Problem;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Lets each plugin look at what it needs, one after the other, so that their measurements do not
 * disturb each other. One that hangs or throws costs its own lines and nothing else.
 */
public final class Examiner {
  /** Of one plugin, as the contract says. */
  public static final Duration LIMIT = Duration.ofSeconds(60);

  private final CheckedHost premises;
  private final Report report;
  private final Duration limit;

  /** Examines on these premises, no longer than the limit a plugin. */
  public Examiner(CheckedHost premises, Report report, Duration limit) {
    this.premises = premises;
    this.report = report;
    this.limit = limit;
  }

  /** Returns when the plugin has ended, or its time is over; its thread is then left behind. */
  public void examine(PluginDescriptor plugin, Record config) throws InterruptedException {
    PluginExamination examination = new PluginExamination(plugin.name(), config, premises, report);
    AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    Thread thread =
        Thread.ofPlatform()
            .name("examine-" + plugin.name())
            .daemon()
            .unstarted(() -> {
              try {
                plugin.create().examine(examination);
              } catch (Throwable e) {
                // The boundary to foreign code: a class that cannot be linked throws an Error.
                failure.set(PlainText.failure(e));
              }
            });
    thread.setContextClassLoader(plugin.loader());
    thread.start();
    Optional<Problem> problem =
        thread.join(limit)
            ? Optional.ofNullable(failure.get()).map(Examiner::failed)
            : Optional.of(hangs(thread));
    examination.end();
    thread.interrupt();
    problem.ifPresent(
        bad -> report.add(ExaminationLine.of(plugin.name(), "examination", Verdict.FAIL, bad)));
  }

  /** Says that a plugin is not examined because its settings have mistakes. */
  public void leaveOut(PluginDescriptor plugin) {
    report.add(
        ExaminationLine.of(
            plugin.name(), "examination", Verdict.FAIL, ExaminationProblems.LEFT_OUT));
  }

  private static Problem failed(Throwable thrown) {
    return ExaminationProblems.FAILED.because(thrown.toString());
  }

  private Problem hangs(Thread thread) {
    StackTraceElement[] stack = thread.getStackTrace();
    String location = stack.length == 0 ? "" : ", it stands at " + stack[0];
    return ExaminationProblems.HANGS.because("no end after " + limit.toMillis() + " ms" + location);
  }
}
