package dev.holdfast.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class JobsFileTest {
  private static final Instant NOON = Instant.parse("2026-06-21T10:00:00Z");

  @TempDir Path directory;
  private final List<String> forced = new ArrayList<>();

  private JobsFile file() {
    return new JobsFile(directory, path -> forced.add(path.getFileName().toString()));
  }

  private static Map<String, JobState> jobs(boolean paused, int minutes) {
    return Map.of("a/job", new JobState("@daily", paused, NOON.plusSeconds(60L * minutes), null));
  }

  /** Each file that holds a pause, for the next one takes the place of the first. */
  @Test
  void aPauseSurvivesAPowerCutForAsLongAsItLasts() {
    List<String> once = List.of("jobs.properties.new", directory.getFileName().toString());
    JobsFile file = file();
    file.write(jobs(false, 1));
    assertThat(forced).as("when jobs ran is worth no force").isEmpty();
    file.write(jobs(true, 1));
    assertThat(forced).isEqualTo(once);
    forced.clear();
    file.write(jobs(true, 2));
    assertThat(forced).isEqualTo(once);
    forced.clear();
    file.write(jobs(true, 2));
    assertThat(forced).isEmpty();
    file.write(jobs(false, 2));
    assertThat(forced).isEqualTo(once);
    forced.clear();
    file.write(jobs(false, 3));
    assertThat(forced).isEmpty();
    assertThat(file.trouble()).isEmpty();
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
    assertThat(file().read()).isEmpty();
  }
}
