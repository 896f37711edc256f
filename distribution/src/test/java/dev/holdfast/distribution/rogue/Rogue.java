package dev.holdfast.distribution.rogue;

import dev.holdfast.spi.Plugin;
import dev.holdfast.spi.PluginContext;
import dev.holdfast.spi.Problem;
import dev.holdfast.spi.server.ServerControl;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Does what the file {@code do} in its data directory says, once it is there: {@code exit 7},
 * {@code halt 9}, {@code heap}, {@code direct}, {@code threads}, {@code restart}. {@code at-start}
 * does it in its start, again and again; {@code slow-stop} makes its stop last for ever.
 */
public final class Rogue implements Plugin {
  private volatile Path directory = Path.of("");

  @Override
  public String name() {
    return "rogue";
  }

  @Override
  public Class<? extends Record> configuration() {
    return RogueConfig.class;
  }

  @Override
  public void start(PluginContext context) throws IOException {
    directory = context.dataDirectory();
    ServerControl control = context.require(ServerControl.class);
    Path always = directory.resolve("at-start");
    if (Files.exists(always)) {
      act(control, Files.readString(always).strip());
    }
    Path once = directory.resolve("do");
    context.worker(
        "wait",
        Duration.ofMinutes(5),
        () -> {
          if (Files.exists(once)) {
            String what = Files.readString(once).strip();
            Files.delete(once);
            act(control, what);
          }
          new CountDownLatch(1).await(20, TimeUnit.MILLISECONDS);
        });
  }

  @Override
  public void stop() throws InterruptedException {
    if (Files.exists(directory.resolve("slow-stop"))) {
      new CountDownLatch(1).await();
    }
  }

  private static void act(ServerControl control, String what) {
    String[] words = what.split(" ");
    switch (words[0]) {
      case "exit" -> System.exit(Integer.parseInt(words[1]));
      case "halt" -> Runtime.getRuntime().halt(Integer.parseInt(words[1]));
      case "heap" -> {
        byte[][] held = new byte[1_000_000][];
        for (int i = 0; i < held.length; i++) {
          held[i] = new byte[4 * 1024 * 1024];
        }
        throw new IllegalStateException("there is memory for all of " + held.length);
      }
      case "direct" -> {
        List<ByteBuffer> held = new ArrayList<>();
        while (held.size() < 1_000_000) {
          held.add(ByteBuffer.allocateDirect(4 * 1024 * 1024));
        }
        throw new IllegalStateException("there is memory for all of " + held.size());
      }
      case "restart" ->
          control.planRestart(
              new Problem("HF-TST-005", 503, "The rogue wants another server", "", ""));
      case "threads" -> {
        // Catches the error as a careless plugin does, and holds on to all the threads.
        CountDownLatch never = new CountDownLatch(1);
        int refused = 0;
        while (refused < 1000) {
          try {
            Thread.ofPlatform().daemon().start(() -> waitFor(never));
          } catch (OutOfMemoryError e) {
            refused++;
          }
        }
      }
      default -> throw new IllegalArgumentException(what);
    }
  }

  private static void waitFor(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
