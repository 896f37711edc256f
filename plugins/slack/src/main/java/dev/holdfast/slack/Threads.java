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
  private final Map<String, Parent> parents = new LinkedHashMap<>();

  /**
   * The first message of a thread.
   *
   * @param channel its id
   * @param timestamp which is what Slack knows it by
   */
  record Parent(String channel, String timestamp) {}

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
          threads.parents.put(words[0], new Parent(words[1], words[2]));
        }
      }
    }
    return threads;
  }

  Optional<Parent> of(String incident) {
    return Optional.ofNullable(parents.get(incident));
  }

  void remember(String incident, Parent parent) {
    parents.put(incident, parent);
    while (parents.size() > most) {
      parents.remove(parents.keySet().iterator().next());
    }
    save();
  }

  void forget(String incident) {
    if (parents.remove(incident) != null) {
      save();
    }
  }

  private void save() {
    StringBuilder lines = new StringBuilder();
    parents.forEach((incident, parent) ->
        lines.append(incident + " " + parent.channel() + " " + parent.timestamp()).append('\n'));
    try {
      AtomicFile.write(file, lines.toString());
    } catch (IOException e) {
      LOG.log(Level.WARNING, "The threads of incidents on Slack cannot be saved: " + file, e);
    }
  }
}
