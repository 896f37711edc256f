package dev.holdfast.config.value;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class SpellingTest {
  private static final List<String> KNOWN = List.of("segment-size", "port", "host", "max-size");

  @Test
  void findsWhatWasMeant() {
    assertThat(Spelling.nearest("segmnt-size", KNOWN)).contains("segment-size");
    assertThat(Spelling.nearest("segmentSize", KNOWN)).contains("segment-size");
    assertThat(Spelling.nearest("segment_size", KNOWN)).contains("segment-size");
    assertThat(Spelling.nearest("prot", KNOWN)).contains("port");
    assertThat(Spelling.nearest("HOST", KNOWN)).contains("host");
  }

  @Test
  void doesNotGuessWildly() {
    assertThat(Spelling.nearest("colour", KNOWN)).isEmpty();
    assertThat(Spelling.nearest("x".repeat(10_000), KNOWN)).isEmpty();
    assertThat(Spelling.nearest("port", List.of())).isEmpty();
  }

  @Test
  void swappedLettersAreOneMistake() {
    assertThat(Spelling.distance("port", "prot")).isEqualTo(1);
    assertThat(Spelling.distance("kitten", "sitting")).isEqualTo(3);
    assertThat(Spelling.distance("", "abc")).isEqualTo(3);
  }
}
