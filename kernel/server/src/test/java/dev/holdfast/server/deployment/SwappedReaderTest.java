package dev.holdfast.server.deployment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.holdfast.spi.Plugin;
import dev.holdfast.spi.PluginContext;
import dev.holdfast.spi.journal.Journal;
import dev.holdfast.testkit.Events;
import dev.holdfast.testkit.InMemoryJournal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A reader of the journal that is replaced under load misses no event and sees none twice (A4). */
class SwappedReaderTest {
  private static final String SEEN = "holdfast.test.seen";
  private static final String READER =
      """
      import dev.holdfast.spi.*;
      import dev.holdfast.spi.journal.*;
      import java.time.Duration;
      import java.util.Queue;

      public final class Reader implements Plugin {
        public String name() { return "reader"; }
        @SuppressWarnings("unchecked")
        public void start(PluginContext context) {
          Queue<String> seen = (Queue<String>) System.getProperties().get("holdfast.test.seen");
          JournalReader events = context.own(context.require(Journal.class).reader("reader"));
          context.worker("read", Duration.ofSeconds(10), () -> {
            for (JournalReader.Entry entry : events.read(50, Duration.ofMillis(100))) {
              seen.add(entry.event().id());
              events.commit(entry.next());
            }
          });
        }
      }
      """;

  private static final InMemoryJournal JOURNAL = new InMemoryJournal();
  private final Queue<String> seen = new ConcurrentLinkedQueue<>();
  @TempDir Path work;
  private HotKernel hot;

  /** Offers the journal of the test. */
  public static final class Keeper implements Plugin {
    @Override
    public String name() {
      return "keeper";
    }

    @Override
    public void start(PluginContext context) {
      context.offer(Journal.class, JOURNAL);
    }
  }

  @BeforeEach
  void begin() throws Exception {
    System.getProperties().put(SEEN, seen);
    hot = new HotKernel(work);
    hot.kernel.start(Keeper.class);
    hot.putAndLook(hot.jarOf("reader.jar", "Reader", READER), "reader.jar");
    hot.awaitRunning("reader");
  }

  @AfterEach
  void end() throws Exception {
    System.getProperties().remove(SEEN);
    hot.close();
  }

  private void replaceUnderLoad(int times) throws Exception {
    AtomicBoolean going = new AtomicBoolean(true);
    AtomicInteger sent = new AtomicInteger();
    Thread producer =
        Thread.ofPlatform()
            .start(() -> {
              while (going.get()) {
                String id = String.valueOf(sent.getAndIncrement());
                JOURNAL.append(List.of(Events.event("swap", id))).join();
                LockSupport.parkNanos(500_000);
              }
            });
    for (int i = 0; i < times; i++) {
      hot.deployments.reload("reader");
      assertThat(hot.isRunning("reader")).isTrue();
    }
    going.set(false);
    producer.join();
    List<String> expected = IntStream.range(0, sent.get()).mapToObj(String::valueOf).toList();
    await().atMost(Duration.ofSeconds(60)).until(() -> seen.size() >= expected.size());
    assertThat(List.copyOf(seen)).isEqualTo(expected);
  }

  @Test
  void tenReplacementsLoseAndDoubleNothing() throws Exception {
    replaceUnderLoad(10);
  }

  @Test
  @Tag("long")
  void aHundredReplacementsLoseAndDoubleNothing() throws Exception {
    replaceUnderLoad(100);
  }
}
