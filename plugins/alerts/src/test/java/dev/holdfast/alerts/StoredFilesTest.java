package dev.holdfast.alerts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.spi.alert.Notification;
import dev.holdfast.spi.alert.Notification.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The files of an earlier version are read, and written again as they were. */
final class StoredFilesTest {
  private static final String STATE =
      """
      {"incidents":[{"key":"health/database/connection","plugin":"database","severity":"CRITICAL",\
      "title":"database/connection is down: no way","code":"HF-DB-002","hint":"Start it",\
      "holdSeconds":10,"story":"backlog","runbook":"","since":"2026-06-21T11:58:00Z",\
      "state":"FIRING","worst":"CRITICAL","told":1,"toldFiring":true,"toldSeverity":"CRITICAL",\
      "toldTitle":"database/connection is down: no way","toldOn":["slack"],\
      "toldAt":"2026-06-21T11:58:10Z","acknowledgedBy":"anna"}],\
      "silences":[{"id":"a1b2c3","matcher":"journal","author":"bert","reason":"the disk",\
      "from":"2026-06-21T11:50:00Z","until":"2026-06-21T13:00:00Z"}]}\
      """;

  private static final String BATCHES =
      """
      {"batches":[{"channel":"slack","fingerprint":"0123456789abcdef",\
      "at":"2026-06-21T11:59:00Z","messages":["one","two"]}]}\
      """;

  @TempDir Path directory;
  private Path data;

  private static String entry(int number, String id) {
    return """
    {"number":%d,"channel":"slack","routes":["slack","email"],"excluded":"",\
    "queuedAt":"2026-06-21T11:59:00Z","notification":{"id":"%s","incident":"1111-2222",\
    "fingerprint":"f","status":"FIRING","severity":"WARNING","subject":"health/p/check",\
    "title":"p/check is down","since":"2026-06-21T11:58:00Z","at":"2026-06-21T11:58:30Z",\
    "server":"hut","causes":["p/check is down"],"figures":[],"actions":[],\
    "command":"holdfast doctor","code":"","lastError":"","sparkline":"","runbook":"",\
    "muted":[]}}\
    """
        .formatted(number, id);
  }

  @BeforeEach
  void write() throws IOException {
    data = Files.createDirectories(directory.resolve("alerts"));
    Files.createDirectories(data.resolve("outbox"));
    Files.writeString(data.resolve("state.json"), STATE);
    Files.writeString(data.resolve("batches.json"), BATCHES);
    Files.writeString(data.resolve("outbox/000000000007.json"), entry(7, "one"));
    Files.writeString(data.resolve("outbox/000000000008.json"), entry(8, "two"));
  }

  @Test
  void whatWaitsGoesOutUnderItsOldName() throws IOException {
    Rig rig = new Rig(directory, "slack");
    rig.pass(Duration.ofSeconds(2));

    Notification digest = rig.channel("slack").taken.getFirst();
    assertThat(digest.status()).isEqualTo(Status.DIGEST);
    assertThat(digest.fingerprint()).isEqualTo("0123456789abcdef");
    assertThat(digest.messages()).extracting(Notification::id).containsExactly("one", "two");
    rig.pass(Duration.ofMinutes(1));
    assertThat(rig.channel("slack").statuses()).containsExactly(Status.DIGEST, Status.RESOLVED);
    assertThat(data.resolve("outbox")).isEmptyDirectory();
  }

  @Test
  void whatIsWrittenAgainIsTheSame() throws IOException {
    Rig rig = new Rig(directory, "slack");
    rig.channel("slack").busy();
    rig.pass(Duration.ofSeconds(2));
    assertThat(data.resolve("state.json")).hasContent(STATE);

    // A message that goes to another channel, too, is written again.
    rig.channels.put("email", new FakeChannel());
    rig.channels.put("pager", new FakeChannel());
    rig.channel("email").busy();
    rig.channel("pager").busy();
    rig.pass(Duration.ofSeconds(100));
    assertThat(data.resolve("outbox/000000000007.json"))
        .hasContent(entry(7, "one").replace("\"email\"]", "\"email\",\"pager\"]"));
    assertThat(data.resolve("batches.json")).content().contains(BATCHES.substring(12, 100));
  }
}
