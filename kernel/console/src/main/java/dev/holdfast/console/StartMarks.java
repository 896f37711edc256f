package dev.holdfast.console;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** What a server has written down about its own end; see the server's book of starts and ends. */
record StartMarks(Path file) {

  /** The code of the orderly end of this process; empty when it did not end in order. */
  Optional<Integer> orderlyEnd(long pid) {
    return word(pid, "ended").map(Integer::parseInt);
  }

  /** Who has called System.exit in this process; empty when nobody did. */
  Optional<String> exitedBy(long pid) {
    return word(pid, "exited");
  }

  private Optional<String> word(long pid, String word) {
    Optional<String> found = Optional.empty();
    for (String line : lines()) {
      String[] words = line.split(" ");
      if (words.length >= 3 && words[1].equals(Long.toString(pid))) {
        if (words[2].equals("started")) {
          found = Optional.empty();
        } else if (words[2].equals(word)
            && words.length > 3
            && words[3].matches(word.equals("ended") ? "\\d{1,3}" : ".+")) {
          found = Optional.of(words[3]);
        }
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
