package dev.holdfast.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Set;

/** The platform threads that live at one moment. */
final class ThreadCensus {
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  /** The JVM's own: carriers of virtual threads, compilers, cleaners. */
  private static final Set<String> GROUPS_OF_THE_JVM = Set.of("system", "InnocuousThreadGroup");

  /** Helidon's web server, the harness' own here, leaves this one behind at its stop (4.1.7). */
  private static final String OF_THE_HARNESS = "helidon-idle-connection-timer";

  private final Set<Thread> present;

  private ThreadCensus(Set<Thread> present) {
    this.present = present;
  }

  static ThreadCensus take() {
    return new ThreadCensus(Set.copyOf(Thread.getAllStackTraces().keySet()));
  }

  /** Waits for the end of all that have come since; fails with their names and stacks. */
  void awaitNoOthers(String what) {
    await()
        .pollInSameThread()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> assertThat(others()).as("threads that are there after " + what).isEmpty());
  }

  private List<String> others() {
    return Thread.getAllStackTraces().entrySet().stream()
        .filter(entry -> !present.contains(entry.getKey()) && !isExpected(entry.getKey()))
        .map(entry -> entry.getKey().getName() + " at " + List.of(entry.getValue()))
        .toList();
  }

  private static boolean isExpected(Thread thread) {
    ThreadGroup group = thread.getThreadGroup();
    // A thread that has ended has no group.
    return group == null
        || GROUPS_OF_THE_JVM.contains(group.getName())
        || thread.getName().equals(OF_THE_HARNESS)
        || thread.getName().startsWith("ForkJoinPool");
  }
}
