package dev.holdfast.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class JobsFileTest {
  private static final Instant NOON = Instant.parse("2026-06-21T10:00:00Z");

  @TempDir Path directory;

  private static Map<String, JobState> jobs(boolean paused, int minutes) {
    return Map.of("a/job", new JobState("@daily", paused, NOON.plusSeconds(60L * minutes), null));
  }

  @Test
  void whatWasKeptIsReadAgain() {
    new JobsFile(directory).write(jobs(true, 5));
    assertThat(new JobsFile(directory).read()).isEqualTo(jobs(true, 5));
    assertThat(directory.resolve("jobs.properties.new")).doesNotExist();
  }

  @Test
  void aFileThatCannotBeReadIsBegunAnew() throws Exception {
    Files.writeString(directory.resolve("jobs.properties"), "a/job=nonsense\nb/job=\\u12");
    assertThat(new JobsFile(directory).read()).isEmpty();
  }
}
