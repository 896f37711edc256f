package dev.holdfast.alerts;

import dev.holdfast.spi.ServerView;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.ExecutorService;
import java.util.function.BiConsumer;

/** Puts the parts together, with what the disk remembers. */
final class Assembly {
  private Assembly() {}

  /**
   * Makes them.
   *
   * @param threads on which channels are called
   * @param counted hears channel and outcome of each attempt
   */
  static Desk.Parts parts(
      AlertsConfig config,
      ServerView view,
      Instant now,
      Path directory,
      ExecutorService threads,
      BiConsumer<String, String> counted)
      throws IOException {
    Ruler ruler = new Ruler(Ruler.configured(config.rules()), config.rulesInterval());
    DataRoom room = new DataRoom();
    Deeds deeds = new Deeds(view);
    Silences silences = new Silences(config.maxSilences(), config.longestSilence());
    Incidents incidents = new Incidents(config, silences, now);
    StateFile state = new StateFile(directory);
    state.load(incidents, silences, now);
    Outbox outbox = Outbox.open(directory.resolve("outbox"), config.delivery().maxWaiting());
    DeliveryLog log = new DeliveryLog(directory, config.delivery().logSize().bytes(), counted);
    String server = ServerName.of(config.serverName());
    return new Desk.Parts(
        view,
        new Sources(config, ruler),
        ruler,
        room,
        deeds,
        incidents,
        silences,
        state,
        new MessageWriter(view, ruler, room, deeds, server, config.publicUrl()),
        outbox,
        new Dispatch(config, outbox, log, threads, incidents::toldOn, now),
        log,
        new ObituaryDesk(view.obituaryDirectory()));
  }
}
