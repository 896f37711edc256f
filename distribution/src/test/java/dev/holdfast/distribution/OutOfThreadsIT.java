package dev.holdfast.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.holdfast.distribution.Command.Ended;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A plugin takes every thread that the system gives, and swallows the errors: the server ends at
 * once with evidence, its supervisor, which is refused threads too, lives, and the next server is
 * there. What was acknowledged is kept.
 */
@Tag("alone")
final class OutOfThreadsIT {
  /** The supervisor, a server and its next start need about a hundred. */
  private static final int THREADS = 400;

  @TempDir Path base;

  @Test
  void aServerWithoutThreadsEndsWithEvidenceAndComesBack() throws Exception {
    LimitedUser user = LimitedUser.with(base, THREADS);
    try (KeptInstance instance = new KeptInstance(base, user::command);
        SteadyProducer producer = new SteadyProducer(instance::url, "threads")) {
      instance.dropRogue();
      Ended start = instance.start();
      assertThat(start.code()).as(start.output()).isZero();
      await().atMost(KeptInstance.LIMIT).until(() -> producer.acknowledged() > 20);
      ProcessHandle supervisor = instance.supervisor().orElseThrow();
      ProcessHandle server = instance.server().orElseThrow();
      long begin = System.nanoTime();
      instance.tellRogue("do", "threads");
      await().atMost(KeptInstance.LIMIT).until(() -> !server.isAlive());
      System.out.printf(
          Locale.ROOT, "ended %.1f s after the order%n", (System.nanoTime() - begin) / 1e9);
      instance.awaitNext(server.pid());

      System.out.println(instance.restarts());
      assertThat(instance.restarts())
          .singleElement()
          .asString()
          .contains("exit code 3: out of threads", "console.log");
      assertThat(base.resolve("logs/console.log"))
          .content()
          .contains("HF-PRC-002", "threads by name: Thread-N ");
      assertThat(instance.supervisor()).contains(supervisor);
      int before = producer.acknowledged();
      await().atMost(KeptInstance.LIMIT).until(() -> producer.acknowledged() > before + 20);
      producer.end();
      await().atMost(KeptInstance.LIMIT).until(() -> producer.missing().isEmpty());
      assertThat(instance.type("stop").code()).isZero();
    }
  }
}
