package dev.holdfast.server.plugin;

import dev.holdfast.server.plugin.loading.LimitedCall;
import dev.holdfast.server.plugin.loading.PluginThreads;
import dev.holdfast.server.process.OutOfMemory;
import dev.holdfast.spi.PlainText;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * What one start of a plugin was given, in order, and how it is taken back.
 *
 * <p>The kernel's own handles (routes, meters, checks) close at once and on the spot. What runs
 * foreign code, the workers and the resources of the plugin, may hang: each gets what is left of
 * the time for all, at least a moment, on a thread that can be left behind.
 */
final class PluginResources {
  /** What a resource gets even when others have used up the time. */
  private static final Duration MOMENT = Duration.ofMillis(100);

  /** How long threads that the plugin made may take to end after its resources were closed. */
  private static final Duration LAST_BREATH = Duration.ofMillis(200);

  private sealed interface Handle {
    record OfKernel(String what, AutoCloseable handle) implements Handle {}

    record Owned(AutoCloseable resource) implements Handle {}

    record Working(WorkerThread worker) implements Handle {}
  }

  private final String plugin;
  private final PluginThreads threads;
  private final InstantSource clock;
  private final Deque<Handle> handles = new ArrayDeque<>();

  PluginResources(String plugin, PluginThreads threads, InstantSource clock) {
    this.plugin = plugin;
    this.threads = threads;
    this.clock = clock;
  }

  synchronized void add(String what, AutoCloseable kernelHandle) {
    handles.push(new Handle.OfKernel(what, kernelHandle));
  }

  synchronized void own(AutoCloseable resource) {
    handles.push(new Handle.Owned(resource));
  }

  synchronized void add(WorkerThread worker) {
    handles.push(new Handle.Working(worker));
  }

  private synchronized List<Handle> takeAll() {
    List<Handle> all = List.copyOf(handles);
    handles.clear();
    return all;
  }

  /**
   * Takes everything back.
   *
   * @param known threads that were left behind before
   */
  Release takeBack(Duration limit, List<LeakedThread> known) {
    long end = System.nanoTime() + limit.toNanos();
    Release release = new Release(new ArrayList<>(), new ArrayList<>(known), new ArrayList<>());
    for (Handle handle : takeAll()) {
      Duration left = Duration.ofNanos(end - System.nanoTime());
      takeBack(handle, left.compareTo(MOMENT) < 0 ? MOMENT : left, release);
    }
    endThreads(release);
    return release;
  }

  private void takeBack(Handle handle, Duration left, Release release) {
    try {
      switch (handle) {
        case Handle.OfKernel(_, AutoCloseable kernels) -> kernels.close();
        case Handle.Working(WorkerThread worker) -> {
          if (!worker.stop(left)) {
            leave(what(handle), worker.thread(), release);
          }
        }
        case Handle.Owned(AutoCloseable resource) -> close(what(handle), resource, left, release);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (Throwable e) {
      OutOfMemory.handOn(e);
      release.failures().add(new Release.Failure(what(handle), PlainText.failure(e)));
    }
  }

  private static String what(Handle handle) {
    return switch (handle) {
      case Handle.OfKernel(String what, _) -> what;
      case Handle.Owned(AutoCloseable resource) -> "close of " + resource.getClass().getName();
      case Handle.Working(WorkerThread worker) -> "worker " + worker.name();
    };
  }

  private void close(String what, AutoCloseable resource, Duration left, Release release) {
    switch (LimitedCall.run(threads.factory("close-" + plugin), left, resource::close)) {
      case LimitedCall.Outcome.Done _ -> {}
      case LimitedCall.Outcome.Failed(Throwable failure) ->
          release.failures().add(new Release.Failure(what, failure));
      case LimitedCall.Outcome.Overdue(Thread thread, _, boolean ended) -> {
        if (!ended) {
          leave(what, thread, release);
        }
      }
    }
  }

  private void leave(String what, Thread thread, Release release) {
    release.leftBehind().add(new LeakedThread(what, thread, clock.instant()));
  }

  /**
   * Names the threads that the plugin made by itself and did not end. Those inside of its code are
   * interrupted; one that merely waits may belong to somebody who is still using it.
   */
  private void endThreads(Release release) {
    List<Thread> strangers = strangers(release);
    await(strangers);
    List<Thread> leaked = strangers.stream().filter(Thread::isAlive).toList();
    leaked.stream().filter(threads::isInPlugin).forEach(Thread::interrupt);
    await(leaked);
    for (Thread thread : leaked) {
      if (thread.isAlive()) {
        leave("thread of its own", thread, release);
      } else {
        release.leaked().add(thread.getName());
      }
    }
  }

  private static void await(List<Thread> all) {
    long end = System.nanoTime() + LAST_BREATH.toNanos();
    try {
      for (Thread thread : all) {
        var _ = thread.join(Duration.ofNanos(Math.max(1, end - System.nanoTime())));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private List<Thread> strangers(Release release) {
    Thread here = Thread.currentThread();
    return threads.alive().stream()
        .filter(thread -> !thread.equals(here))
        .filter(
            thread -> release.leftBehind().stream().noneMatch(left -> left.thread().equals(thread)))
        .toList();
  }
}
