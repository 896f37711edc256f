package dev.holdfast.console.supervise;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Turns the end of this process (Ctrl-C, SIGTERM) into a future, and keeps the process until its
 * work is done. An interrupt would also break the writing of a file that is under way.
 */
public final class StopRequest implements AutoCloseable {
  private final CompletableFuture<Void> asked = new CompletableFuture<>();
  private final CountDownLatch done = new CountDownLatch(1);
  private final Thread hook;

  private StopRequest(Duration patience) {
    hook =
        new Thread(
            () -> {
              asked.complete(null);
              await(patience);
            },
            "stop-request");
  }

  /**
   * Listens from now on.
   *
   * @param patience how long the process is kept after it was asked to end
   */
  public static StopRequest listen(Duration patience) {
    StopRequest request = new StopRequest(patience);
    Runtime.getRuntime().addShutdownHook(request.hook);
    return request;
  }

  /** Completes when this process is asked to end. */
  public CompletableFuture<Void> asked() {
    return asked;
  }

  @Override
  public void close() {
    done.countDown();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The process is ending, and the hook is what waits.
      return;
    }
  }

  private void await(Duration patience) {
    try {
      if (!done.await(patience.toMillis(), TimeUnit.MILLISECONDS)) {
        System.err.println("holdfast: the supervisor did not end within " + patience);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
