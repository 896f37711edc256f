package dev.holdfast.testkit;

import dev.holdfast.spi.Worker;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The loops of the plugin under test. */
final class HarnessWorkers {
  private final Map<String, Worker> workers = new LinkedHashMap<>();
  private final List<Thread> threads = new ArrayList<>();
  private final Map<String, Throwable> failures = new ConcurrentHashMap<>();
  private boolean byHand;
  private volatile boolean stopping;

  void stepByHand() {
    byHand = true;
  }

  void add(String name, Worker worker) {
    if (workers.putIfAbsent(name, worker) != null) {
      throw new IllegalStateException("there is a worker " + name + " already");
    }
  }

  Set<String> names() {
    return Set.copyOf(workers.keySet());
  }

  void start() {
    if (!byHand) {
      workers.forEach(
          (name, worker) -> threads.add(Thread.ofPlatform().name(name).start(() -> run(name))));
    }
  }

  void step(String name) throws Exception {
    if (!byHand) {
      throw new IllegalStateException("the worker " + name + " runs by itself");
    }
    worker(name).step();
  }

  private Worker worker(String name) {
    Worker worker = workers.get(name);
    if (worker == null) {
      throw new IllegalArgumentException("no worker " + name + ", only " + workers.keySet());
    }
    return worker;
  }

  private void run(String name) {
    Worker worker = worker(name);
    while (!stopping) {
      try {
        worker.step();
      } catch (Throwable e) { // The boundary: whatever a plugin throws ends its worker.
        if (!stopping) {
          failures.put(name, e);
        }
        return;
      }
    }
  }

  void stop() throws InterruptedException {
    stopping = true;
    for (Thread thread : threads) {
      thread.interrupt();
    }
    for (Thread thread : threads) {
      thread.join();
    }
    threads.clear();
  }

  Optional<Throwable> failure(String name) {
    return Optional.ofNullable(failures.remove(name));
  }

  void reportUnexpected() {
    failures.forEach((name, failure) -> {
      throw new AssertionError("the worker " + name + " failed", failure);
    });
  }
}
