package dev.holdfast.slack;

import dev.holdfast.spi.support.AtomicFile;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Where the thread of each incident is, for the newest ones, a line each in a file. When the file
 * is lost an incident gets a second thread, and no message is lost. Not safe for several threads.
 */
final class Threads {
  private static final Logger LOG = System.getLogger("dev.holdfast.slack");

  private final Path file;
  private final int most;
  private final Map<String, Place> places = new LinkedHashMap<>();

  /**
   * A message on Slack.
   *
   * @param channel its id
   * @param timestamp which is what Slack knows it by
   */
  record Place(String channel, String timestamp) {}

  private Threads(Path file, int most) {
    this.file = file;
    this.most = most;
  }

  static Threads open(Path directory, int most) throws IOException {
    Threads threads = new Threads(directory.resolve("threads.txt"), most);
    if (Files.exists(threads.file)) {
      for (String line : Files.readAllLines(threads.file)) {
        String[] words = line.split(" ");
        if (words.length == 3) {
          threads.places.put(words[0], new Place(words[1], words[2]));
        }
      }
    }
    return threads;
  }

  Optional<Place> of(String incident) {
    return Optional.ofNullable(places.get(incident));
  }

  void remember(String incident, Place place) {
    places.put(incident, place);
    while (places.size() > most) {
      places.remove(places.keySet().iterator().next());
    }
    save();
  }

  void forget(String incident) {
    if (places.remove(incident) != null) {
      save();
    }
  }

  private void save() {
    StringBuilder lines = new StringBuilder();
    places.forEach((incident, place) ->
        lines.append(incident + " " + place.channel() + " " + place.timestamp()).append('\n'));
    try {
      AtomicFile.write(file, lines.toString());
    } catch (IOException e) {
      LOG.log(Level.WARNING, "The threads of incidents on Slack cannot be saved: " + file, e);
    }
  }
}
