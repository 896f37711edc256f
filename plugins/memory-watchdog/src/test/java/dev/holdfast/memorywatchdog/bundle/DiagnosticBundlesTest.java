package dev.holdfast.memorywatchdog.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.memorywatchdog.fake.FakeServerControl;
import dev.holdfast.memorywatchdog.profile.AllocationRecording;
import dev.holdfast.memorywatchdog.profile.HeapProfiler;
import dev.holdfast.spi.Size;
import dev.holdfast.testkit.ManualClock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DiagnosticBundlesTest {
  /** Three stay. */
  static final DiagnosticBundleConfig THREE =
      new DiagnosticBundleConfig(
          3,
          Size.ofMebibytes(50),
          Size.ofMebibytes(1),
          new Size(4096),
          Duration.ofMinutes(10),
          true);

  private final ManualClock clock = new ManualClock();
  @TempDir Path directory;
  private FakeServerControl server;
  private DiagnosticBundles bundles;

  @BeforeEach
  void open() throws IOException {
    server = new FakeServerControl(directory);
    Files.createDirectories(server.logDirectory());
    Files.writeString(
        server.logDirectory().resolve("holdfast.log"), "old line\n".repeat(1_000) + "last line\n");
    bundles = with(THREE);
  }

  private DiagnosticBundles with(DiagnosticBundleConfig config) {
    return with(config, () -> Map.of("step", "pause"));
  }

  private DiagnosticBundles with(
      DiagnosticBundleConfig config, Supplier<Map<String, Object>> health) {
    HeapProfiler profiler =
        new HeapProfiler(
            new AllocationRecording(directory.resolve("recorder")),
            directory.resolve("last.jfr"),
            server::pluginOf,
            clock::nanoTime);
    DiagnosticBundleParts parts =
        new DiagnosticBundleParts(server, profiler, health, config.logSize().toInt());
    return new DiagnosticBundles(
        directory.resolve("incidents"), config, clock, clock::nanoTime, parts);
  }

  private String text(DiagnosticBundle bundle, String file) throws IOException {
    return Files.readString(bundle.file(file).orElseThrow());
  }

  @Test
  void aBundleHoldsWhatAPersonNeedsTheMostImportantFirst() throws Exception {
    server.change("leaky", "Stalled", "worker leak does not tick");
    String id = bundles.captureIfDue("memory-pause", "84 % of the heap").orElseThrow();
    DiagnosticBundle bundle = bundles.find(id).orElseThrow();

    assertThat(id).isEqualTo("20260621T120000Z-memory-pause");
    assertThat(bundle.isComplete()).isTrue();
    assertThat(bundle.reason()).isEqualTo("84 % of the heap");
    assertThat(bundle.index().get(3))
        .contains("summary.txt holders.txt plugins.txt changes.txt")
        .endsWith("recording.jfr");
    assertThat(text(bundle, "summary.txt"))
        .contains("84 % of the heap", "Holdfast 1.2.3", "60 min after the start", "pause", "leaky");
    assertThat(text(bundle, "changes.txt")).contains("leaky: Running -> Stalled");
    assertThat(text(bundle, "measures.txt")).contains("holdfast_journal_bytes {} 4096");
    assertThat(text(bundle, "threads.txt")).contains(Thread.currentThread().getName());
    assertThat(text(bundle, "configuration.conf")).contains("***");
    assertThat(text(bundle, "classes.txt")).contains("java.lang.String");
    assertThat(text(bundle, "log.txt")).endsWith("last line\n").hasSize(4096);
    assertThat(bundles.hasReserve()).isTrue();
  }

  @Test
  void objectsAreCountedOnlyWhenMemoryIsTheMatter() throws Exception {
    String id = bundles.captureIfDue("stall-x", "x does not tick").orElseThrow();
    assertThat(text(bundles.find(id).orElseThrow(), "classes.txt")).startsWith("Not counted");
    String next = bundles.captureNow("by-hand", "").orElseThrow();
    assertThat(text(bundles.find(next).orElseThrow(), "classes.txt")).contains("java.lang.String");
  }

  @Test
  void virtualThreadsAreInTheDump() throws Exception {
    CountDownLatch latch = new CountDownLatch(1);
    CountDownLatch running = new CountDownLatch(1);
    Thread virtual =
        Thread.ofVirtual()
            .name("a-virtual-one")
            .start(() -> {
              running.countDown();
              try {
                latch.await();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    running.await();
    String id = bundles.captureNow("by-hand", "").orElseThrow();
    latch.countDown();
    virtual.join();

    assertThat(text(bundles.find(id).orElseThrow(), "threads.txt")).contains("a-virtual-one");
  }

  @Test
  void onePartThatFailsCostsOnlyItselfAndTheIndexSaysSo() throws Exception {
    BundleWriter writer = new BundleWriter(directory.resolve("x"), 1_000);
    writer.write(
        List.of("bundle x"),
        List.of(
            new BundlePart("one.txt", out -> out.println("1")),
            new BundlePart(
                "two.txt",
                out -> {
                  out.println("half");
                  throw new IllegalStateException("planned");
                }),
            new BundlePart("three.txt", out -> out.println("3".repeat(5_000)))));
    DiagnosticBundle bundle = new DiagnosticBundle(directory.resolve("x"));

    assertThat(bundle.isComplete()).isTrue();
    assertThat(bundle.index())
        .anyMatch(line -> line.matches("two.txt 5 bytes, .* failed: .*planned"));
    assertThat(text(bundle, "two.txt")).isEqualTo("half\n");
    assertThat(text(bundle, "three.txt")).hasSizeBetween(1_000, 1_100).contains("cut here");
  }

  /** What is found when the process ends at that moment: an error is thrown where it would. */
  @Test
  void oneThatWasWrittenHalfWayIsListedAndReadable() throws Exception {
    StringBuilder found = new StringBuilder();
    DiagnosticBundles ending =
        with(
            THREE,
            () -> {
              found.append(soFar());
              throw new AssertionError("the process ends here");
            });
    assertThatThrownBy(() -> ending.captureNow("by-hand", "93 %")).isInstanceOf(Error.class);

    assertThat(found.toString())
        .contains("Bundle 20260621T120000Z-by-hand", "Reason:   93 %", "Suspect:  ");
    assertThat(bundles.list())
        .singleElement()
        .satisfies(bundle -> {
          assertThat(bundle.isComplete()).isFalse();
          assertThat(bundle.reason()).isEqualTo("93 %");
        });
  }

  private String soFar() {
    try {
      return text(bundles.list().getFirst(), "summary.txt");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void theSameKindComesOnceInAWhileAndAnotherOneAtOnce() {
    assertThat(bundles.captureIfDue("stall-a", "")).isPresent();
    assertThat(bundles.captureIfDue("stall-a", "")).isEmpty();
    assertThat(bundles.captureIfDue("stall-b", "")).isPresent();
    clock.advance(Duration.ofMinutes(10));
    assertThat(bundles.captureIfDue("stall-a", "")).isPresent();
  }

  @Test
  void onTheWayUpOneOfThemWillDo() {
    String first = bundles.captureOnTheWayUp("memory-pause", "").orElseThrow();
    clock.advance(Duration.ofSeconds(3));
    assertThat(bundles.captureOnTheWayUp("memory-restart", "")).hasValue(first);
    clock.advance(Duration.ofMinutes(1));
    assertThat(bundles.captureOnTheWayUp("memory-restart", ""))
        .hasValueSatisfying(id -> assertThat(id).endsWith("memory-restart"));
  }

  @Test
  void theOldestGoWhenThereAreTooManyOrTheyAreTooLarge() throws Exception {
    for (int i = 0; i < 5; i++) {
      assertThat(bundles.captureNow("by-hand", "")).isPresent();
      clock.advance(Duration.ofSeconds(1));
    }
    assertThat(bundles.list()).hasSize(3);
    assertThat(bundles.list().getFirst().id()).startsWith("20260621T120004Z");

    DiagnosticBundleConfig small =
        new DiagnosticBundleConfig(
            100, new Size(1024), Size.ofMebibytes(1), new Size(4096), Duration.ZERO, false);
    with(small).captureNow("by-hand", "");
    assertThat(bundles.list()).as("the newest always stays").hasSize(1);
  }

  @Test
  void namesFromOutsideCannotLeaveTheDirectory() throws Exception {
    String id = bundles.captureNow("by-hand", "").orElseThrow();
    assertThat(bundles.find("../incidents/" + id)).isEmpty();
    assertThat(bundles.find("20260621T120000Z-..")).isEmpty();
    DiagnosticBundle bundle = bundles.find(id).orElseThrow();
    assertThat(bundle.file("../x.txt")).isEmpty();
    assertThat(bundle.file("/etc/passwd")).isEmpty();
    assertThat(bundle.file("index.txt")).isPresent();
  }
}
