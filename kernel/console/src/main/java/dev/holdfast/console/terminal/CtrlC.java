package dev.holdfast.console.terminal;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Turns the end of the process (Ctrl-C, SIGTERM) into an interrupt of the command's own thread, and
 * waits for it to stop its server and to tidy up.
 */
public final class CtrlC implements AutoCloseable {
  private static final long TIDY_UP_SECONDS = 45;

  private final CountDownLatch tidy = new CountDownLatch(1);
  private final Thread hook;

  private CtrlC(Thread command) {
    hook =
        new Thread(
            () -> {
              command.interrupt();
              awaitTidy();
            },
            "ctrl-c");
    Runtime.getRuntime().addShutdownHook(hook);
  }

  public static CtrlC interruptsThisThread() {
    return new CtrlC(Thread.currentThread());
  }

  @Override
  public void close() {
    tidy.countDown();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The process is ending, and the hook has done its work.
      return;
    }
  }

  private void awaitTidy() {
    try {
      if (!tidy.await(TIDY_UP_SECONDS, TimeUnit.SECONDS)) {
        System.err.println("holdfast: the command did not end within " + TIDY_UP_SECONDS + " s");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
