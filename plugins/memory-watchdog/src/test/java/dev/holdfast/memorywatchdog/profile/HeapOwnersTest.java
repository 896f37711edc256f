package dev.holdfast.memorywatchdog.profile;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real recording of this JVM. */
final class HeapOwnersTest {
  private static final long MINUTE = 60_000_000_000L;

  @TempDir Path directory;

  /** Stands for a plugin that hoards. */
  static final class Hoarder {
    private final List<byte[]> hoard = new ArrayList<>();

    void hoard(int megabytes) {
      for (int i = 0; i < megabytes * 100; i++) {
        hoard.add(new byte[10 << 10]);
      }
    }
  }

  private static Optional<String> pluginOf(String className) {
    return className.equals(Hoarder.class.getName()) ? Optional.of("hoarder") : Optional.empty();
  }

  @Test
  void whoHoardsByteArraysIsNamed() throws Exception {
    Hoarder hoarder = new Hoarder();
    HeapOwners owners;
    try (AllocationRecording recording = new AllocationRecording(directory.resolve("recorder"))) {
      assertThat(recording.dump(directory.resolve("before.jfr"))).isFalse();
      recording.begin(0);
      recording.look(0, true, false);
      hoardUntil(hoarder, () -> owners(recording, 1).suspect().isPresent());
      owners = owners(recording, 2);
    }

    assertThat(owners.suspect())
        .hasValueSatisfying(line -> {
          assertThat(line.plugin()).isEqualTo("hoarder");
          assertThat(line.share()).isGreaterThan(0.5);
          assertThat(line.site()).contains("byte[] at", "Hoarder.hoard");
        });
    assertThat(owners.lines(100L << 20)).anyMatch(line -> line.contains("hoarder"));
    assertThat(hoarder.hoard).isNotEmpty();
  }

  @Test
  void whatStaysAliveIsForgottenAfterAWhileUnlessMemoryIsShort() throws Exception {
    Hoarder hoarder = new Hoarder();
    long now = 1_000_000_000L;
    try (AllocationRecording recording = new AllocationRecording(directory.resolve("recorder"))) {
      recording.begin(now);
      hoarder.hoard(20);
      assertThat(retained(recording, 1)).as("not looked at closely").isZero();
      recording.look(now, true, false);
      hoardUntil(hoarder, () -> retained(recording, 2) > 0);
      now += MINUTE + 1;
      recording.look(now, true, true);
      assertThat(retained(recording, 3)).as("memory is short").isPositive();
      recording.look(now, true, false);
      assertThat(retained(recording, 4)).as("begun anew").isZero();
      assertThat(hoarder.hoard).isNotEmpty();
    }
  }

  /**
   * The recorder samples where a thread's buffer is renewed, and how large that is the JVM chooses.
   * It tells of no sample that is younger than the last collection which found one dead, so there
   * must be garbage, as in every server.
   */
  private static void hoardUntil(Hoarder hoarder, Callable<Boolean> sampled) throws Exception {
    for (int round = 0; round < 12; round++) {
      new Hoarder().hoard(5);
      hoarder.hoard(20);
      System.gc();
      if (sampled.call()) {
        return;
      }
    }
    throw new AssertionError("240 MB were kept, and too few samples of it");
  }

  private HeapOwners owners(AllocationRecording recording, int number) throws Exception {
    Path file = directory.resolve(number + ".jfr");
    Files.deleteIfExists(file);
    assertThat(recording.dump(file)).isTrue();
    return HeapOwners.in(file, HeapOwnersTest::pluginOf);
  }

  private int retained(AllocationRecording recording, int number) throws Exception {
    return owners(recording, number).retained().lines().stream()
        .filter(line -> line.plugin().equals("hoarder"))
        .mapToInt(SampleCounts.Line::samples)
        .sum();
  }

  @Test
  void aHistogramIsGroupedByPlugin() throws Exception {
    List<Hoarder> many = new ArrayList<>();
    for (int i = 0; i < 10_000; i++) {
      many.add(new Hoarder());
    }
    ClassHistogram classes = ClassHistogram.take(HeapOwnersTest::pluginOf);

    assertThat(classes.byPlugin())
        .singleElement()
        .satisfies(entry -> {
          assertThat(entry.getKey()).isEqualTo("hoarder");
          assertThat(entry.getValue()).isGreaterThanOrEqualTo(10_000L * 16);
        });
    assertThat(classes.total()).isGreaterThan(1L << 20);
    assertThat(classes.lines()).anyMatch(line -> line.contains("java.lang.String"));
    assertThat(many).hasSize(10_000);
  }

  @Test
  void namesOfArraysAreReadable() {
    assertThat(HeapOwners.readable("[B")).isEqualTo("byte[]");
    assertThat(HeapOwners.readable("[[Ljava.lang.String;")).isEqualTo("java.lang.String[][]");
    assertThat(HeapOwners.readable("java.util.HashMap")).isEqualTo("java.util.HashMap");
  }
}
