package dev.holdfast.server.process;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadFactory;
import org.junit.jupiter.api.Test;

class OutOfThreadsTest {
  private final ByteArrayOutputStream evidence = new ByteArrayOutputStream();
  private final List<Integer> halts = new ArrayList<>();

  private OutOfThreads with(ThreadFactory threads) {
    EndSignals.Ends ends =
        new EndSignals.Ends() {
          @Override
          public void exit(int code) {
            throw new AssertionError("there is no time for an orderly end");
          }

          @Override
          public void halt(int code) {
            halts.add(code);
          }
        };
    return new OutOfThreads(new PrintStream(evidence, true, UTF_8), ends, threads);
  }

  @Test
  void endsAtOnceWithEvidenceWhenNoThreadCanBeMade() {
    try (OutOfThreads watch =
        with(work -> {
          throw new OutOfMemoryError("unable to create native thread");
        })) {
      watch.look();
    }
    assertThat(halts).containsExactly(3);
    assertThat(evidence.toString(UTF_8)).contains("HF-PRC-002", "native thread", "main 1");
  }

  @Test
  void doesNothingWhileThreadsCanBeMade() {
    try (OutOfThreads watch = with(Thread.ofPlatform().factory())) {
      watch.look();
    }
    assertThat(halts).isEmpty();
  }

  @Test
  void anotherErrorIsNotFatal() {
    try (OutOfThreads watch = with(Thread.ofPlatform().factory())) {
      watch.judge(new StackOverflowError());
      watch.judge(new OutOfMemoryError("Java heap space"));
    }
    assertThat(halts).containsExactly(3);
  }
}
