package dev.holdfast.distribution;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.holdfast.testkit.HttpReceiver;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A server with a secret in every place for one, in trouble with each of those that it has secrets
 * for: in no log, no incident, no message, no answer and no output of a command is one of them.
 */
final class SecretsIT {
  private static final Duration LIMIT = Duration.ofSeconds(90);
  private static final List<String> SECRETS =
      List.of(
          "database-pa55word",
          "T0/B0/slack-pa55word",
          "email-pa55word",
          "hook-pa55word",
          "webhook-key-pa55word",
          "webhook-token-pa55word",
          "heartbeat-pa55word");

  private static final String CONFIGURATION =
      """
      holdfast {
        database.url = "postgresql://ann:database-pa55word@127.0.0.1:1/events?password=database-pa55word"
        slack.webhook-url = "SLACK/services/T0/B0/slack-pa55word"
        email {
          host = 127.0.0.1
          port = 1
          user = ann
          password = email-pa55word
          from = "a@example.org"
          to = ["b@example.org"]
        }
        webhook {
          url = "HOOK/hook-pa55word"
          key = webhook-key-pa55word
          token = webhook-token-pa55word
        }
        alerts { down-after = 1 s, settle = 1 s, delivery.fallback-after = 2 s }
        alerts.heartbeat { url = "SLACK/ping/heartbeat-pa55word", interval = 10 s }
      }
      """;

  @TempDir Path base;
  private final Map<String, String> seen = new TreeMap<>();

  @Test
  void secretsAreNowhere() throws Exception {
    try (HttpReceiver slack = HttpReceiver.open().answer(404, "no_service");
        HttpReceiver hook = HttpReceiver.open().answer(500, "not today")) {
      Path file = Files.createDirectories(base.resolve("conf")).resolve("holdfast.conf");
      Files.writeString(
          file,
          CONFIGURATION
              .replace("SLACK", slack.uri("").toString())
              .replace("HOOK", hook.uri("").toString()));
      try (UnzippedServer server = UnzippedServer.start(base)) {
        await()
            .atMost(LIMIT)
            .until(() -> {
              String log = deliveries();
              return Stream.of("slack", "email", "webhook").allMatch(log::contains);
            });
        hook.answer(200, "");
        await().atMost(LIMIT).until(() -> deliveries().contains("delivered"));
        look(server);
      }
      // Its address is a secret, and so no part of what is compared.
      slack.requests().forEach(request -> seen.put("to Slack", request.body()));
      hook.requests().forEach(request -> seen.put("to the webhook", request.body()));
      assertThat(slack.requests()).isNotEmpty();
      assertThat(hook.requests().getFirst().headers())
          .containsEntry("authorization", "Bearer webhook-token-pa55word");
      Files.delete(file);
    }
    String token = Files.readString(base.resolve("data/run/admin.token")).strip();
    Files.delete(base.resolve("data/run/admin.token"));
    readFiles();

    assertThat(seen).hasSizeGreaterThan(20);
    List<String> secrets = new ArrayList<>(SECRETS);
    secrets.add(token);
    assertThat(seen)
        .allSatisfy((where, text) -> assertThat(text).as(where).doesNotContain(secrets));
  }

  private void look(UnzippedServer server) throws Exception {
    seen.put("console", server.output());
    for (String path : List.of("/health", "/metrics", "/health/email", "/health/database")) {
      seen.put(path, server.get(path).body());
    }
    assertThat(holdfast("incident", "capture")).contains("by-hand");
    holdfast("incident", "show");
    holdfast("doctor");
    holdfast("check-config");
    holdfast("status");
    holdfast("errors");
    holdfast("plugins", "ls");
    holdfast("db", "status");
    holdfast("alerts", "log");
    holdfast("alerts", "ls", "--json");
  }

  private String deliveries() throws Exception {
    return TypedCommand.run(LIMIT, "alerts", "log", "--base", base).output();
  }

  private String holdfast(String... words) throws Exception {
    Object[] line = Stream.concat(Stream.of((Object[]) words), Stream.of("--base", base)).toArray();
    String output = Command.holdfast(line).run(LIMIT).output();
    seen.put("holdfast " + String.join(" ", words), output);
    return output;
  }

  private void readFiles() throws IOException {
    try (Stream<Path> files = Files.walk(base)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        seen.put(base.relativize(file).toString(), Files.readString(file, ISO_8859_1));
      }
    }
  }
}
