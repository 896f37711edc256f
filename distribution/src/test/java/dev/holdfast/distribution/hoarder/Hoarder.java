package dev.holdfast.distribution.hoarder;

import dev.holdfast.spi.Plugin;
import dev.holdfast.spi.PluginContext;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Does what the file {@code do} in its data directory says: {@code leak 4} keeps so many MiB a
 * second, as plain byte arrays, until it is stopped; {@code hold 40} keeps so many at once; {@code
 * deadlock}; {@code files 100}.
 */
public final class Hoarder implements Plugin {
  private static final int SLICES = 20;
  private static final int ARRAY = 16 * 1024;

  private final List<byte[]> hoard = new ArrayList<>();
  private final List<FileInputStream> open = new ArrayList<>();
  private final List<Thread> stuck = new ArrayList<>();
  private int arraysInASlice;

  @Override
  public String name() {
    return "hoarder";
  }

  @Override
  public void start(PluginContext context) {
    Path order = context.dataDirectory().resolve("do");
    context.worker(
        "hoard",
        Duration.ofMinutes(1),
        () -> {
          if (Files.exists(order)) {
            String[] words = Files.readString(order).strip().split(" ");
            Files.delete(order);
            act(words);
          }
          hold(arraysInASlice);
          new CountDownLatch(1).await(1000 / SLICES, TimeUnit.MILLISECONDS);
        });
  }

  private void act(String[] words) throws IOException {
    switch (words[0]) {
      case "leak" -> arraysInASlice = arrays(words[1]) / SLICES;
      case "hold" -> hold(arrays(words[1]));
      case "files" -> {
        for (int i = 0; i < Integer.parseInt(words[1]); i++) {
          open.add(new FileInputStream("/dev/null"));
        }
      }
      case "close" -> stop();
      case "deadlock" -> {
        ReentrantLock one = new ReentrantLock();
        ReentrantLock other = new ReentrantLock();
        CountDownLatch both = new CountDownLatch(2);
        stuck.add(Thread.ofPlatform().name("hoarder-one").start(() -> lock(one, other, both)));
        stuck.add(Thread.ofPlatform().name("hoarder-two").start(() -> lock(other, one, both)));
      }
      default -> throw new IllegalArgumentException(words[0]);
    }
  }

  private static int arrays(String megabytes) {
    return Integer.parseInt(megabytes) * 1024 * 1024 / ARRAY;
  }

  private void hold(int arrays) {
    for (int i = 0; i < arrays; i++) {
      hoard.add(new byte[ARRAY]);
    }
  }

  private static void lock(ReentrantLock mine, ReentrantLock yours, CountDownLatch both) {
    mine.lock();
    try {
      both.countDown();
      both.await();
      yours.lockInterruptibly();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      mine.unlock();
    }
  }

  @Override
  public void stop() throws IOException {
    stuck.forEach(Thread::interrupt);
    for (FileInputStream file : open) {
      file.close();
    }
    open.clear();
  }
}
