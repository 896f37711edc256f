package dev.holdfast.memorywatchdog;

import dev.holdfast.spi.server.Change;
import dev.holdfast.spi.server.ServerView;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * Captures a diagnostic bundle when a plugin stalls, because the plugin is restarted before a
 * person looks.
 */
final class StallWatch {
  private static final String STALLED = "Stalled";

  private final ServerView server;
  private final BiConsumer<String, String> capture;
  private long seen;

  /** Begins with what happens from now on. */
  StallWatch(ServerView server, BiConsumer<String, String> capture) {
    this.server = server;
    this.capture = capture;
    List<Change> before = server.changes(0);
    this.seen = before.isEmpty() ? 0 : before.getLast().number();
  }

  void look() {
    for (Change change : server.changes(seen)) {
      seen = change.number();
      if (change.kind() == Change.Kind.PLUGIN && change.to().equals(STALLED)) {
        capture.accept("stall-" + change.subject(), change.subject() + ": " + change.why());
      }
    }
  }
}
