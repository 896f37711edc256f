package dev.holdfast.console.supervise;

import dev.holdfast.console.instance.ServerNote;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a server has written down about its own end; see the server's book of starts and ends. */
record StartMarks(Path file) {

  /** The code of the orderly end of this process; empty when it did not end in order. */
  Optional<Integer> orderlyEnd(long pid) {
    return word(pid, "ended").filter(code -> code.matches("\\d{1,3}")).map(Integer::parseInt);
  }

  /** Who called System.exit in this process; empty when nobody did. */
  Optional<String> exitedBy(long pid) {
    return word(pid, "exited");
  }

  /** Why this process has asked to be started again; empty when it has not. */
  Optional<String> plan(long pid) {
    return word(pid, "planned");
  }

  /** When this process began to end; empty as long as it has not. */
  Optional<Instant> endingSince(long pid) {
    return lines(pid).stream()
        .filter(line -> List.of("ending", "exited", "ended").contains(line.word()))
        .findFirst()
        .map(Line::time);
  }

  private Optional<String> word(long pid, String word) {
    return lines(pid).stream()
        .filter(line -> line.word().equals(word) && !line.rest().isEmpty())
        .map(Line::rest)
        .reduce((first, second) -> second);
  }

  private record Line(Instant time, String word, String rest) {}

  /** What the last process of this number has said. */
  private List<Line> lines(long pid) {
    List<Line> found = new ArrayList<>();
    for (String text : lines()) {
      String[] words = text.split(" ", 4);
      Optional<Instant> time = ServerNote.instant(words[0]);
      if (words.length >= 3 && time.isPresent() && words[1].equals(Long.toString(pid))) {
        if (words[2].equals("started")) {
          found.clear();
        }
        found.add(new Line(time.get(), words[2], words.length > 3 ? words[3] : ""));
      }
    }
    return found;
  }

  private List<String> lines() {
    try {
      return Files.readAllLines(file);
    } catch (IOException e) {
      return List.of();
    }
  }
}
