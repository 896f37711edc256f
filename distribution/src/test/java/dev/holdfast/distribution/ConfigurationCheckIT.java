package dev.holdfast.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.distribution.Command.Ended;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a start refuses, {@code check-config} refuses, and in the same words; and so does the
 * doctor. All in one file, for each of the three reports every mistake.
 */
final class ConfigurationCheckIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final int CONFIG_INVALID = 78;
  private static final Pattern SENTENCE =
      Pattern.compile("(?:holdfast\\.conf:\\d+|environment variable \\w+): \\S.* is refused: .*");

  @TempDir Path base;

  /** Each with its line: a start would refuse it, although it has its type and is in its range. */
  private static final List<List<String>> MISTAKES =
      List.of(
          List.of("web.host = 0.0.0.0", "holdfast.web.host", "HF-SRV-003"),
          List.of("database.pool { max-size = 3, min-idle = 5 }", "pool.min-idle", "HF-CFG-014"),
          List.of(
              "slack { webhook-url = \"https://h/x\", token = xoxb }",
              "webhook-url",
              "HF-SLACK-002"),
          List.of(
              "webhook.url = \"ftp://example.org/hook\"", "holdfast.webhook.url", "HF-HOOK-001"),
          List.of(
              "email { host = mx, from = \"a@x\", to = [\"b@x\", \"nobody\"] }",
              "email.to[1]",
              "HF-MAIL-001"),
          List.of("email.certificates = \"/no/such.pem\"", "email.certificates", "HF-MAIL-001"),
          List.of("ingest.wrap.source-pointer = \"device/name\"", "source-pointer", "HF-ING-014"),
          List.of("ingest.wrap.time-pointer = \"/a~2b\"", "wrap.time-pointer", "HF-ING-014"),
          List.of("scheduler.zone = \"Mars/Olympus\"", "scheduler.zone", "HF-CFG-015"),
          List.of(
              "scheduler.jobs.event-store.clean-up.schedule = \"61 * * * *\"",
              "clean-up.schedule",
              "HF-JOB-006"),
          List.of(
              "scheduler.jobs.journal.dead-letters.zone = Nowhere",
              "dead-letters.zone",
              "HF-CFG-015"),
          List.of(
              "alerts.rules.fsync-slwo.enabled = false", "alerts.rules.fsync-slwo", "HF-ALERT-012"),
          List.of(
              "alerts.heartbeat.url = \"gopher://example.org\"", "heartbeat.url", "HF-ALERT-015"),
          List.of(
              "memory-watchdog.ladder.trim { enter = 50, leave = 90 }",
              "ladder.trim",
              "HF-MEM-001"),
          List.of("supervision.backoff-min = 50 s", "supervision.backoff-min", "HF-CFG-013"));

  private String file() {
    StringBuilder file = new StringBuilder("holdfast {\n");
    MISTAKES.forEach(mistake -> file.append("  ").append(mistake.getFirst()).append('\n'));
    return file.append("}\n").toString();
  }

  private Ended holdfast(String command) throws Exception {
    return Command.holdfast(command, "--base", base)
        .with("DATABASE_URL", "mysql://ann:topsecret99@127.0.0.1/events")
        .run(LIMIT);
  }

  private static List<String> sentences(Ended ended) {
    return SENTENCE
        .matcher(ended.output())
        .results()
        .map(found -> found.group().strip())
        .distinct()
        .sorted()
        .toList();
  }

  @Test
  void checkConfigAStartAndTheDoctorSayTheSame() throws Exception {
    Files.createDirectories(base.resolve("conf"));
    Files.writeString(base.resolve("conf/holdfast.conf"), file());

    Ended checked = holdfast("check-config");
    assertThat(checked.code()).as(checked.output()).isEqualTo(CONFIG_INVALID);
    List<String> said = sentences(checked);
    for (int i = 0; i < MISTAKES.size(); i++) {
      String place = "holdfast.conf:" + (i + 2) + ": ";
      String key = MISTAKES.get(i).get(1);
      String code = MISTAKES.get(i).get(2);
      assertThat(said)
          .as(MISTAKES.get(i).getFirst())
          .anyMatch(line -> line.startsWith(place) && line.contains(key) && line.contains(code));
    }
    assertThat(said)
        .anyMatch(line ->
            line.startsWith(
                "environment variable DATABASE_URL: holdfast.database.url is refused:"
                    + " HF-DB-001"));
    assertThat(checked.output()).doesNotContain("topsecret");

    Ended started = holdfast("run");
    assertThat(started.code()).as(started.output()).isEqualTo(CONFIG_INVALID);
    assertThat(sentences(started)).isEqualTo(said);

    Ended examined = holdfast("doctor");
    assertThat(examined.code()).isEqualTo(69);
    // It cuts a long text into lines.
    String examination = examined.output().replaceAll("\\s+", " ");
    assertThat(said).allSatisfy(line -> assertThat(examination).contains(line));
    assertThat(examined.output()).doesNotContain("topsecret");
  }
}
