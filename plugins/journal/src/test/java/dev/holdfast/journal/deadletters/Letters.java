package dev.holdfast.journal.deadletters;

import dev.holdfast.journal.deadletters.DeadLetters.Choice;
import dev.holdfast.journal.deadletters.DeadLetters.Located;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Reads dead letters for tests. */
public final class Letters {
  static final Choice ALL = Choice.ALL;

  private Letters() {}

  public static List<DeadLetter> newest(DeadLetters letters, int limit) throws IOException {
    return read(letters, letters.newest(ALL, limit, Long.MAX_VALUE));
  }

  static List<DeadLetter> read(DeadLetters letters, List<Located> located) throws IOException {
    List<DeadLetter> read = new ArrayList<>();
    letters.read(located, (at, letter) -> read.add(letter));
    return read;
  }

  static List<Long> numbers(DeadLetters letters) throws IOException {
    return letters.newest(ALL, Integer.MAX_VALUE, Long.MAX_VALUE).stream()
        .map(Located::number)
        .toList();
  }
}
