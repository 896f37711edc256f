package dev.holdfast.testkit;

import dev.holdfast.spi.Alert.Severity;
import dev.holdfast.spi.alert.Evidence;
import dev.holdfast.spi.alert.Notification;
import dev.holdfast.spi.alert.Notification.Status;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;

/** Ten messages as they come: long ones, strange ones, and an incident from beginning to end. */
public final class Notifications {
  private static final Instant NOON = Instant.parse("2026-06-21T12:00:00Z");
  private static final String HEALTH = "https://hut.example/health/";

  private Notifications() {}

  /** Always the same, in the same order. */
  public static List<Notification> samples() {
    return List.of(
        databaseDown(),
        databaseBack(),
        journalFilling(),
        pluginDown(),
        heapFull(),
        flapping(),
        died(),
        digest(),
        markup(),
        veryLong());
  }

  private static Notification databaseDown() {
    Evidence evidence =
        new Evidence(
            List.of(
                "database/connection is down",
                "The database cannot be reached",
                "db.example:5432: Connection refused"),
            List.of(
                "since 11:59:50Z, for 10 s",
                "14,212 events (38.2 MiB) safe on disk, room for 6 h",
                "failed attempts 17"),
            List.of(
                "11:59:51Z event-store/store: Events wait in the journal until the database accepts"
                    + " them",
                "attempts to reconnect to the database: 41"),
            "holdfast db status",
            "HF-DB-002",
            "The database cannot be reached: db.example:5432: Connection refused (SQLState 08001)",
            "▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▂▃▅█ backlog, 0 to 14,212, 30 min",
            "Start it, or check holdfast.database.url and the network; Holdfast keeps trying by itself",
            Optional.of(HEALTH + "database/connection"),
            List.of(
                "event-store/store is degraded: Events wait in the journal until the database"
                    + " accepts them",
                "report/rows is down: The database cannot be reached"));
    return message(
        "9C1D-04AF-1",
        "9C1D-04AF",
        Status.FIRING,
        Severity.CRITICAL,
        "health/database/connection",
        "database/connection is down: The database cannot be reached: Connection refused",
        10,
        evidence);
  }

  private static Notification databaseBack() {
    Evidence evidence =
        new Evidence(
            List.of("database/connection is down", "The database cannot be reached"),
            List.of(
                "lasted 3 min 12 s",
                "41,203 events (112.4 MiB) safe on disk, room for 7.9 GiB more"),
            List.of(
                "11:59:51Z event-store/store: Events wait in the journal until the database accepts"
                    + " them",
                "12:03:02Z event-store/store: well again",
                "attempts to reconnect to the database: 764"),
            "holdfast db status",
            "HF-DB-002",
            "The database cannot be reached: db.example:5432: Connection refused (SQLState 08001)",
            "▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▂▃▅▆▇█▁ backlog, 0 to 41,203, 30 min",
            "",
            Optional.of(HEALTH + "database/connection"),
            List.of(
                "event-store/store is degraded: Events wait in the journal until the database"
                    + " accepts them",
                "report/rows is down: The database cannot be reached"));
    return message(
        "9C1D-04AF-2",
        "9C1D-04AF",
        Status.RESOLVED,
        Severity.CRITICAL,
        "health/database/connection",
        "database/connection is down: The database cannot be reached: Connection refused",
        202,
        evidence);
  }

  private static Notification journalFilling() {
    return message(
        "17B0-E2D9-1",
        "17B0-E2D9",
        Status.FIRING,
        Severity.WARNING,
        "rule/journal-filling",
        "The journal is filling up",
        60,
        simple("71.3 %, more than 70 %", "holdfast health", "journal"));
  }

  private static Notification pluginDown() {
    return message(
        "5D22-77C1-1",
        "5D22-77C1",
        Status.FIRING,
        Severity.CRITICAL,
        "health/weather",
        "weather is down: The plugin has failed: java.io.IOException: no such device",
        12,
        simple("java.io.IOException: no such device", "holdfast plugins info weather", "weather"));
  }

  private static Notification heapFull() {
    return message(
        "A001-BEEF-3",
        "A001-BEEF",
        Status.FIRING,
        Severity.CRITICAL,
        "rule/heap-full",
        "The heap is full, even after a collection",
        14_400,
        simple("96.4 %, more than 95 %", "holdfast health", "kernel"));
  }

  private static Notification flapping() {
    Evidence evidence =
        new Evidence(
            List.of("upstream/wind is degraded"),
            List.of("it comes and goes; it is called resolved when it has been quiet for a while"),
            List.of(),
            "holdfast doctor",
            "",
            "",
            "",
            "",
            Optional.empty(),
            List.of());
    return message(
        "0F0F-1234-1",
        "0F0F-1234",
        Status.FIRING,
        Severity.WARNING,
        "health/upstream/wind",
        "upstream/wind is degraded",
        90,
        evidence);
  }

  private static Notification died() {
    Evidence evidence =
        new Evidence(
            List.of("The server died and was started again", "out of memory"),
            List.of("died at 11:59:00Z", "exit code 3", "evidence: logs/hs_err_pid17.log"),
            List.of(),
            "holdfast status",
            "HF-ALERT-008",
            "it ended with code 3",
            "",
            "The evidence is where the message says",
            Optional.of("https://hut.example/health"),
            List.of());
    return message(
        "died-00aa11bb22cc33dd",
        "77AA-0001",
        Status.NOTICE,
        Severity.CRITICAL,
        "process/died",
        "The server died and was started again: out of memory",
        60,
        evidence);
  }

  private static Notification digest() {
    Evidence evidence =
        new Evidence(
            List.of(),
            List.of("more came than the channel is to be told one by one"),
            List.of(),
            "holdfast alerts ls",
            "",
            "",
            "",
            "",
            Optional.empty(),
            List.of(
                "12:00:01Z FIRING CRITICAL a/b is down [1111-2222]",
                "12:00:02Z RESOLVED WARNING c/d is degraded [3333-4444]"));
    return message(
        "digest-1",
        "D1D1-0002",
        Status.DIGEST,
        Severity.CRITICAL,
        "digest",
        "37 alerts at once: 30 new or going on, 7 resolved",
        30,
        evidence);
  }

  private static Notification markup() {
    Evidence evidence =
        new Evidence(
            List.of("<script>alert('&')</script>"),
            List.of("a < b && c > d"),
            List.of(),
            "echo \"<&>\"",
            "HF-X-001",
            "*bold* _it_ `code` <!channel> <@U123> &amp;",
            "",
            "<https://evil.example|click>",
            Optional.empty(),
            List.of("ünïcödé ✓ 日本 \uD83D\uDE80"));
    return message(
        "MARK-0001-1",
        "E5CA-9E00",
        Status.FIRING,
        Severity.WARNING,
        "health/x/<y>",
        "<!everyone> & <b>bold</b> \"quoted\"",
        1,
        evidence);
  }

  private static Notification veryLong() {
    List<String> many =
        IntStream.range(0, 50)
            .mapToObj(i -> "plugin-" + i + " is down: " + "x".repeat(140))
            .toList();
    Evidence evidence =
        new Evidence(
            List.of("a".repeat(600), "b".repeat(600)),
            many,
            many,
            "c".repeat(400),
            "HF-X-002",
            "&".repeat(600),
            "",
            "<".repeat(600),
            Optional.empty(),
            many);
    return message(
        "10A6-0001-1",
        "10A6-0001",
        Status.FIRING,
        Severity.CRITICAL,
        "health/long",
        "t".repeat(160),
        1,
        evidence);
  }

  private static Evidence simple(String error, String command, String plugin) {
    return new Evidence(
        List.of(plugin + " is not well", error),
        List.of("since 12:00:00Z"),
        List.of(),
        command,
        "",
        error,
        "▁▁▂▂▃▃▄▄▅▅▆▆▇▇█ " + plugin + ", 0 % to 100 %, 30 min",
        "Look at it",
        Optional.of(HEALTH + plugin),
        List.of());
  }

  private static Notification message(
      String id,
      String incident,
      Status status,
      Severity severity,
      String subject,
      String title,
      int seconds,
      Evidence evidence) {
    return new Notification(
        id,
        incident,
        String.format(Locale.ROOT, "%016x", subject.hashCode() & 0xffffffffL),
        status,
        severity,
        subject,
        title,
        NOON,
        NOON.plus(Duration.ofSeconds(seconds)),
        "hut",
        evidence);
  }
}
