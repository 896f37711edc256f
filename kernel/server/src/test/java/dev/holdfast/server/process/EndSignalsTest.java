package dev.holdfast.server.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

class EndSignalsTest {
  private final List<String> ends = new CopyOnWriteArrayList<>();
  private final EndSignals signals =
      EndSignals.listen(
          new EndSignals.ProcessExit() {
            @Override
            public void exit(int code) {
              ends.add("exit " + code);
            }

            @Override
            public void halt(int code) {
              ends.add("halt " + code);
            }
          });

  @Test
  void theFirstSignalBeginsAnOrderlyEndAndTheSecondEndsAtOnce() {
    signals.heard("TERM", 15);
    await().until(() -> ends.equals(List.of("exit 143")));
    assertThat(signals.asked()).isEqualTo(143);

    signals.heard("INT", 2);
    assertThat(ends).containsExactly("exit 143", "halt 130");
  }

  /**
   * Not by SIGINT: a process that a shell started in the background ignores it, and so does this.
   */
  @Test
  void aSignalOfTheSystemArrives() throws Exception {
    long pid = OwnProcess.pid();
    assertThat(new ProcessBuilder("sh", "-c", "kill -TERM " + pid).start().waitFor()).isZero();

    await().until(() -> ends.equals(List.of("exit 143")));
  }

  @Test
  void anEndThatWasAskedForFromInsideHappensOnce() {
    signals.ask(3);
    signals.ask(1);

    await().until(() -> !ends.isEmpty());
    assertThat(ends).containsExactly("exit 3");
    assertThat(signals.asked()).isEqualTo(3);
  }
}
