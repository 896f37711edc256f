package dev.holdfast.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Prometheus' own judge of a page of metrics, where it is installed. */
public final class Promtool {
  private static final String HOW =
      "promtool is not on the path; on Debian: apt-get install prometheus";

  private Promtool() {}

  /**
   * Has {@code promtool check metrics} read a page, and fails with what it complains of. Without it
   * the test is left out, but never where {@code CI=true}.
   *
   * @param tolerated complaints that contain one of these are none
   */
  public static void check(String page, List<String> tolerated)
      throws IOException, InterruptedException {
    Optional<Path> promtool = find();
    if (promtool.isEmpty()) {
      if ("true".equals(System.getenv("CI"))) {
        fail(HOW);
      }
      abort(HOW);
    }
    Process process =
        new ProcessBuilder(promtool.get().toString(), "check", "metrics")
            .redirectErrorStream(true)
            .start();
    try (OutputStream in = process.getOutputStream()) {
      in.write(page.getBytes(UTF_8));
    }
    String answer = new String(process.getInputStream().readAllBytes(), UTF_8);
    process.waitFor();
    assertThat(answer.lines())
        .as("what promtool check metrics says")
        .filteredOn(line -> !line.isBlank() && tolerated.stream().noneMatch(line::contains))
        .isEmpty();
  }

  private static Optional<Path> find() {
    String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
    return Arrays.stream(path.split(java.io.File.pathSeparator))
        .filter(folder -> !folder.isBlank())
        .map(folder -> Path.of(folder, "promtool"))
        .filter(Files::isExecutable)
        .findFirst();
  }
}
