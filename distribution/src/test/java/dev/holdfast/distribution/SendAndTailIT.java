package dev.holdfast.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The first minutes: events are typed, shown, and followed across a restart. */
class SendAndTailIT {
  private static final Duration LIMIT = Duration.ofSeconds(90);

  @TempDir Path base;

  private Command.Ended holdfast(Object... words) throws Exception {
    List<Object> all = new ArrayList<>(List.of(words));
    all.addAll(List.of("--base", base));
    return Command.holdfast(all.toArray()).run(LIMIT);
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return "";
    }
  }

  @Test
  void whatIsSentIsStoredOnceAndFollowed() throws Exception {
    Path lines = base.resolve("night.jsonl");
    Files.writeString(lines, "{\"nr\":1,\"speed\":7.20}\n{\"nr\":2,\"speed\":7.30}\n");
    Path followed = base.resolve("followed");
    Process tail = null;
    try {
      try (UnzippedServer server = UnzippedServer.start(base)) {
        Object[] send = {
          "send", "--file", lines, "--type", "wind", "--source", "/hut", "--id-member", "nr"
        };
        assertThat(holdfast(send)).isEqualTo(new Command.Ended(0, "2 acknowledged\n"));
        assertThat(holdfast(send)).isEqualTo(new Command.Ended(0, "2 acknowledged\n"));
        await().atMost(LIMIT).until(() -> server.get("/events").body().contains("7.30"));
        assertThat(holdfast("tail", "--json").output().lines())
            .containsExactly(stored(1, "7.20"), stored(2, "7.30"));
        assertThat(holdfast("send", "{}", "--source", "").output())
            .contains("event 1: HF-ING-004")
            .endsWith("0 acknowledged, 1 refused\n");
        tail = Command.holdfast("tail", "-f", "--json", "--base", base).start(followed);
        await().atMost(LIMIT).until(() -> text(followed).contains("7.30"));
        assertThat(server.terminate()).isEqualTo(143);
      }
      await().atMost(LIMIT).until(() -> text(followed).contains("waiting for it to come back"));
      try (UnzippedServer again = UnzippedServer.start(base)) {
        assertThat(again.output()).isNotEmpty();
        assertThat(holdfast("send", "{\"speed\":8}", "--id", "3", "--source", "/hut").code())
            .isZero();
        await().atMost(LIMIT).until(() -> text(followed).contains("\"speed\":8"));
        assertThat(text(followed)).containsOnlyOnce("the server answers again");
        assertThat(text(followed)).containsOnlyOnce("7.20").containsOnlyOnce("7.30");
      }
    } finally {
      if (tail != null) {
        tail.destroy();
        tail.waitFor();
      }
    }
    Command.Ended away = holdfast("send", "1");
    assertThat(away.output()).startsWith("holdfast: HF-CLI-003 The server does not answer");
    assertThat(away.code()).isEqualTo(2);
  }

  private static String stored(int nr, String speed) {
    return ("{\"specversion\":\"1.0\",\"id\":\"%d\",\"source\":\"/hut\",\"type\":\"wind\","
            + "\"data\":{\"nr\":%d,\"speed\":%s}}")
        .formatted(nr, nr, speed);
  }
}
