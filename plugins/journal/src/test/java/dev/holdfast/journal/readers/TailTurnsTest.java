package dev.holdfast.journal.readers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class TailTurnsTest {
  private static final int BUFFER = 256 << 10;
  private static final long READ = 1 << 20;
  private static final long PLENTY = 1L << 40;

  @Test
  void thereAreAsManyAsTheMemoryIsFor() {
    assertThat(new TailTurns(16 << 20, PLENTY, BUFFER, READ).free()).isEqualTo(12);
    assertThat(new TailTurns(1, PLENTY, BUFFER, READ).free()).isEqualTo(1);
  }

  @Test
  void theirBuffersTakeAnEighthOfTheDirectMemory() {
    assertThat(new TailTurns(PLENTY, 64 << 20, BUFFER, READ).free()).isEqualTo(32);
    assertThat(new TailTurns(PLENTY, 1, BUFFER, READ).free()).isEqualTo(1);
  }

  @Test
  void aReadThatTakesMoreTakesTheTurnsOfOthersAndAtMostAll() throws InterruptedException {
    TailTurns turns = new TailTurns(16 << 20, PLENTY, BUFFER, READ);
    List<TailTurns.Turn> taken = new ArrayList<>();
    taken.add(turns.take(0));
    assertThat(turns.free()).isEqualTo(11);
    taken.add(turns.take(BUFFER + READ));
    assertThat(turns.free()).isEqualTo(9);
    taken.add(turns.take(BUFFER + READ + 1));
    assertThat(turns.free()).isEqualTo(6);
    taken.forEach(turns::giveBack);
    assertThat(turns.free()).isEqualTo(12);
    TailTurns.Turn all = turns.take(PLENTY);
    assertThat(turns.free()).isZero();
    turns.giveBack(all);
    assertThat(turns.free()).isEqualTo(12);
  }

  @Test
  void aTurnIsNotLostWhenItsBufferCannotBeAllocated() {
    TailTurns turns = new TailTurns(16 << 20, PLENTY, -1, READ);
    int before = turns.free();
    assertThatIllegalArgumentException().isThrownBy(() -> turns.take(0));
    assertThat(turns.free()).isEqualTo(before);
  }
}
