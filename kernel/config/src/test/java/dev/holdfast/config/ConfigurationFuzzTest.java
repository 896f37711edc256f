package dev.holdfast.config;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.holdfast.spi.Problem;
import dev.holdfast.spi.Range;
import dev.holdfast.spi.Secret;
import dev.holdfast.spi.Size;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Whatever stands in the file, in the environment or behind {@code --set}: it is read, or it is
 * refused with problems; and no text about it holds a secret.
 */
final class ConfigurationFuzzTest {
  private static final String SECRET = "Qx7markedsecretW3";

  record Sample(
      Optional<Secret> password,
      String name,
      List<String> to,
      Map<String, Inner> more,
      Inner inner,
      String url) {}

  record Inner(
      @Range(min = "1", max = "9") int count, Duration pause, Size size, Thread.State state) {}

  private static final Block BLOCK =
      Workbench.block(
          "sample",
          Sample.class,
          "name = a, to = [], more {}, url = ${?SAMPLE_URL}, url = b,"
              + " inner { count = 1, pause = 1 s, size = 1 kB, state = new }");

  @FuzzTest(maxDuration = "10m")
  void theFile(byte[] bytes) throws IOException {
    if (new String(bytes, UTF_8).contains(SECRET)) {
      return; // The fuzzer has learnt it, and put it where no key says that it is one.
    }
    read(bytes, Map.of(), Map.of());
    byte[] line = ("holdfast.sample.password = \"" + SECRET + "\"\n").getBytes(UTF_8);
    byte[] both = Arrays.copyOf(line, line.length + bytes.length);
    System.arraycopy(bytes, 0, both, line.length, bytes.length);
    read(both, Map.of(), Map.of());
  }

  @FuzzTest(maxDuration = "10m")
  void theEnvironmentAndTheCommandLine(FuzzedDataProvider data) throws IOException {
    Map<String, String> environment = new LinkedHashMap<>();
    environment.put("HOLDFAST__SAMPLE__PASSWORD", SECRET);
    environment.put("SAMPLE_URL", "postgresql://ann:" + SECRET + "@host/" + data.consumeString(20));
    environment.put("HOLDFAST__" + data.consumeString(30), data.consumeString(60));
    environment.put("HOLDFAST__SAMPLE__" + data.consumeString(30), data.consumeString(60));
    environment.put(data.consumeString(30), data.consumeString(30));
    Map<String, String> overrides = Map.of(data.consumeString(30), data.consumeString(60));
    read(data.consumeRemainingAsBytes(), environment, overrides);
  }

  private static void read(
      byte[] bytes, Map<String, String> environment, Map<String, String> overrides)
      throws IOException {
    Path file = Files.createTempDirectory("fuzz").resolve("holdfast.conf");
    try {
      Files.write(file, bytes);
      Configuration configuration =
          ConfigurationSources.read(file, overrides, environment).check(List.of(BLOCK), Set.of());
      Objections objections = new Objections(configuration);
      objections.refuse("holdfast.sample.to[0]", new Problem("HF-TEST-001", 500, "no", SECRET, ""));
      safe(configuration.printed());
      safe(ConfigProblem.printed(configuration.warnings()));
    } catch (ConfigProblems e) {
      assertThat(e.problems()).isNotEmpty();
      safe(e.printed());
      safe(String.valueOf(e.getMessage()));
    } finally {
      Files.deleteIfExists(file);
      Files.deleteIfExists(Objects.requireNonNull(file.getParent()));
    }
  }

  private static void safe(String text) {
    assertThat(text).doesNotContain(SECRET);
  }
}
