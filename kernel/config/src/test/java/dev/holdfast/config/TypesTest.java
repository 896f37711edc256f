package dev.holdfast.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.spi.Range;
import dev.holdfast.spi.Secret;
import dev.holdfast.spi.Size;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TypesTest {
  @TempDir Path directory;

  enum Mode {
    ON_DEMAND,
    ALWAYS
  }

  record Person(String name, Optional<Integer> age) {}

  record Everything(
      boolean flag,
      int whole,
      long large,
      double real,
      String text,
      Duration time,
      Size bytes,
      Path place,
      URI address,
      Secret password,
      Mode mode,
      List<String> names,
      List<Person> people,
      Optional<Duration> later,
      Optional<Secret> token,
      Map<String, String> labels,
      Map<String, Integer> weights,
      Person owner) {}

  @Test
  void everyTypeIsBound() throws ConfigProblems {
    Everything all =
        new Workbench(directory)
            .bind(
                Everything.class,
                """
                flag = yes
                whole = 42
                large = 9007199254740993
                real = 0.5
                text = 0123
                time = 1.5 s
                bytes = 64 MiB
                place = /var/lib
                address = "https://example.org/x"
                password = "p#ss"
                mode = on-demand
                names = [a, b]
                people = [{ name = Ada, age = 36 }, { name = Bob }]
                labels { site = north, "a.b" = c }
                weights { x = 1 }
                owner.name = Eve
                """);

    assertThat(all)
        .isEqualTo(
            new Everything(
                true,
                42,
                9007199254740993L,
                0.5,
                "0123",
                Duration.ofMillis(1500),
                Size.ofMebibytes(64),
                Path.of("/var/lib"),
                URI.create("https://example.org/x"),
                new Secret("p#ss"),
                Mode.ON_DEMAND,
                List.of("a", "b"),
                List.of(new Person("Ada", Optional.of(36)), new Person("Bob", Optional.empty())),
                Optional.empty(),
                Optional.empty(),
                Map.of("site", "north", "a.b", "c"),
                Map.of("x", 1),
                new Person("Eve", Optional.empty())));
  }

  record OneSize(Size value) {}

  @ParameterizedTest
  @CsvSource({
    "64 MiB, 67108864",
    "64MB, 64000000",
    "4096, 4096",
    "1.5 KiB, 1536",
    "10 kB, 10000",
    "7 B, 7",
    "2 gib, 2147483648",
    "0, 0"
  })
  void sizesHaveUnits(String text, long bytes) throws ConfigProblems {
    assertThat(new Workbench(directory).bind(OneSize.class, "value = " + text).value().bytes())
        .isEqualTo(bytes);
  }

  record OneDuration(Duration value) {}

  @ParameterizedTest
  @CsvSource({
    "10 s, PT10S",
    "5 min, PT5M",
    "10 m, PT10M",
    "1h, PT1H",
    "7 days, PT168H",
    "100ms, PT0.1S",
    "0.5 h, PT30M",
    "3 us, PT0.000003S",
    "9 ns, PT0.000000009S",
    "0 s, PT0S"
  })
  void durationsHaveUnits(String text, Duration duration) throws ConfigProblems {
    assertThat(new Workbench(directory).bind(OneDuration.class, "value = " + text).value())
        .isEqualTo(duration);
  }

  record Mixed(
      Optional<Integer> whole,
      Optional<Long> large,
      Optional<Double> real,
      Optional<Size> size,
      Optional<Duration> time,
      Optional<URI> address,
      Optional<List<Integer>> list,
      Optional<Map<String, Integer>> map,
      Optional<Mode> mode) {}

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "whole = 1.5 | must be a whole number, without a fraction, but is '1.5'",
        "whole = 3000000000 | must be a whole number from -2147483648 to 2147483647, but is"
            + " '3000000000'",
        "large = 1e30 | must be a whole number from -9223372036854775808 to 9223372036854775807,"
            + " but is '1e30'",
        "whole = {} | must be a whole number, but is a block",
        "real = abc | must be a number, but is 'abc'",
        "real = NaN | must be a number, but is 'NaN'",
        "size = -1 | must not be negative: it is a size, but is '-1'",
        "size = 0.5 B | must be a whole number of bytes below 8 EiB, but is '0.5 B'",
        "size = 9 YiB | has the unknown unit 'YiB' instead of 'GiB', but is '9 YiB'",
        "time = 5 parsecs | has the unknown unit 'parsecs', but is '5 parsecs'",
        "time = soon | must be a duration such as 10 s, but is 'soon'",
        "time = -5 s | must not be negative: it is a duration, but is '-5 s'",
        "time = 999999999999999999 d | is too long, but is '999999999999999999 d'",
        "address = \"a b\" | must be a URI, but is 'a b'",
        "list = 5 | must be a list [ ... ], but is '5'",
        "map = 5 | must be a block { ... }, but is '5'",
        "mode = sometimes | must be one of on-demand, always, but is 'sometimes'"
      })
  void whatDoesNotFitIsExplained(String line, String message) {
    assertThat(
            new Workbench(directory)
                .file("holdfast.sample { " + line + " }")
                .problems(Workbench.block("sample", Mixed.class, "")))
        .extracting(ConfigProblem::message)
        .containsExactly(message);
  }

  @Test
  void elementsOfListsAndMapsAreNamed() {
    assertThat(
            new Workbench(directory)
                .file("holdfast.sample {\n list = [1,\n x]\n map { a.b = 1 }\n}")
                .messages(Workbench.block("sample", Mixed.class, "")))
        .containsExactly(
            "holdfast.conf:3: holdfast.sample.list[1] must be a whole number, but is 'x'",
            "holdfast.conf:4: holdfast.sample.map.a must be a whole number, but is a block");
  }

  record Limited(
      @Range(min = "1 s", max = "1 h") Duration time,
      @Range(min = "1 KiB") Size size,
      @Range(max = "9") long number) {}

  @Test
  void limitsIncludeBothEnds() throws ConfigProblems {
    assertThat(
            new Workbench(directory)
                .bind(Limited.class, "time = 1 h, size = 1024, number = 9")
                .number())
        .isEqualTo(9);
  }

  @Test
  void limitsAreNamed() {
    assertThat(
            new Workbench(directory)
                .set("sample.number", "10")
                .set("sample.size", "1 B")
                .set("sample.time", "61 min")
                .messages(Workbench.block("sample", Limited.class, "")))
        .containsExactly(
            "--set: holdfast.sample.number must be at most 9, but is '10'",
            "--set: holdfast.sample.size must be at least 1 KiB, but is '1 B'",
            "--set: holdfast.sample.time must be from 1 s to 1 h, but is '61 min'");
  }

  record Odd(Thread thread) {}

  @Test
  void aTypeThatCannotBeConfiguredIsThePluginsProblem() {
    assertThat(
            new Workbench(directory).problems(Workbench.block("sample", Odd.class, "thread = 1")))
        .singleElement()
        .satisfies(p -> assertThat(p.remedy()).contains("plugin"));
  }
}
