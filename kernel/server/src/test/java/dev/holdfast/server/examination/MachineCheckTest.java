package dev.holdfast.server.examination;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MachineCheckTest {
  private static final long GIB = 1L << 30;
  private static final Instant NOW = Instant.parse("2026-05-01T10:00:00Z");

  @TempDir Path home;
  private final Lines lines = new Lines();

  private Lines run(long memory, long files, Instant now, Map<String, String> environment) {
    InstantSource clock = InstantSource.fixed(now);
    new MachineCheck(25, memory, Optional.of(files), clock, ZoneOffset.UTC)
        .run(home, home.resolve("base"), environment, lines.report);
    return lines;
  }

  private void options(Path of, String text) throws IOException {
    Files.createDirectories(of.resolve("conf"));
    Files.writeString(of.resolve("conf/jvm.options"), text);
  }

  @Test
  void aSoundMachineIsSaidToBeSound() {
    run(8 * GIB, 65536, NOW, Map.of());
    assertThat(lines.all()).hasSize(4).allMatch(line -> line.contains("\"verdict\":\"ok\""));
  }

  @Test
  void aHeapThatDoesNotFitIsAWarningWithTheFiguresAndTheSetting() throws IOException {
    options(home, "# heap\n-Xmx4g\n");
    assertThat(run(4 * GIB, 65536, NOW, Map.of()).about("memory"))
        .contains("warn", "HF-DOC-003", "heap 4 GiB", "jvm.options", "HOLDFAST_HEAP");
  }

  @ParameterizedTest
  @CsvSource({
    "-Xmx1g,,,1 GiB",
    "-Xmx1g,2g,,2 GiB",
    "-Xmx1g,50%,,4 GiB",
    "-Xmx1g,2g,-Xss1m -Xmx3g,3 GiB",
    "-Xmx1g,2g,-Dx=y,2 GiB",
    "-XX:MaxRAMPercentage=25,,,2 GiB",
    "-Xmx524288k,,,512 MiB",
    "-Dnothing=1,,,2 GiB"
  })
  void theHeapIsTheOneThatTheLaunchScriptWouldGive(
      String options, String heap, String more, String expected) throws IOException {
    options(home, options);
    Map<String, String> environment = new java.util.HashMap<>();
    if (heap != null) {
      environment.put("HOLDFAST_HEAP", heap);
    }
    if (more != null) {
      environment.put("HOLDFAST_JAVA_OPTS", more);
    }
    assertThat(run(8 * GIB, 65536, NOW, environment).about("memory"))
        .contains("heap " + expected + " ");
  }

  @Test
  void theOptionsOfTheInstanceWinOverThoseOfTheProgram() throws IOException {
    options(home, "-Xmx1g");
    options(home.resolve("base"), "-Xmx2g");
    assertThat(run(8 * GIB, 65536, NOW, Map.of()).about("memory")).contains("heap 2 GiB");
  }

  @Test
  void fewOpenFilesAreAWarning() {
    assertThat(run(8 * GIB, 1024, NOW, Map.of()).about("open files"))
        .contains("warn", "HF-DOC-004", "1024", "ulimit -n");
  }

  @ParameterizedTest
  @CsvSource({"1970-01-01T00:00:09Z", "2150-01-01T00:00:00Z"})
  void aClockOfAnotherAgeIsAFailure(Instant now) {
    assertThat(run(8 * GIB, 65536, now, Map.of()).about("clock")).contains("fail", "HF-DOC-010");
  }

  @Test
  void thisMachineCanBeAsked() {
    MachineCheck here = MachineCheck.here(InstantSource.system());
    assertThat(here.memory()).isGreaterThan(GIB / 4);
    assertThat(here.java()).isEqualTo(Runtime.version().feature());
  }
}
