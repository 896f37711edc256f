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
  private Runnable alsoLook = () -> {};

  private OutOfThreads with(ThreadFactory threads) {
    EndSignals.ProcessExit ends =
        new EndSignals.ProcessExit() {
          @Override
          public void exit(int code) {
            throw new AssertionError("there is no time for an orderly end");
          }

          @Override
          public void halt(int code) {
            halts.add(code);
          }
        };
    SuddenEnd end = new SuddenEnd(new PrintStream(evidence, true, UTF_8), ends);
    return new OutOfThreads(end, threads, alsoLook);
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
  void whatElseIsLookedAtMayFailButNotForWantOfMemory() {
    alsoLook =
        () -> {
          throw new IllegalStateException("no matter");
        };
    try (OutOfThreads watch = with(Thread.ofPlatform().factory())) {
      watch.round();
      assertThat(halts).isEmpty();
    }
    alsoLook =
        () -> {
          throw new OutOfMemoryError("Cannot reserve 4096 bytes of direct buffer memory");
        };
    try (OutOfThreads watch = with(Thread.ofPlatform().factory())) {
      watch.round();
    }
    assertThat(halts).containsExactly(3);
    assertThat(evidence.toString(UTF_8)).contains("direct buffer memory");
  }

  @Test
  void anErrorThatWasWrappedIsFoundAndACircleOfCausesIsNoTrap() {
    Exception circle = new IllegalStateException("one");
    circle.initCause(new IllegalStateException("other", circle));
    try (OutOfThreads watch = with(Thread.ofPlatform().factory())) {
      watch.judge(circle);
      assertThat(halts).isEmpty();
      watch.judge(new IllegalStateException(new OutOfMemoryError("Cannot reserve")));
    }
    assertThat(halts).containsExactly(3);
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
