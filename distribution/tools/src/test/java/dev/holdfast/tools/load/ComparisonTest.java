package dev.holdfast.tools.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ComparisonTest {
  /** 100 sent of which 80 are safe, then 50 of which 50 are. */
  private static Ledger ledger() {
    Ledger ledger = new Ledger("run/0");
    ledger.enter(100, 80);
    ledger.enter(50, 50);
    return ledger;
  }

  private static Comparison compare(Comparison.History history) {
    return Comparison.of(List.of(ledger()), history);
  }

  private static void rows(StoredRows rows, int from, int to) {
    for (int i = from; i < to; i++) {
      rows.add(EventFrames.id(i));
    }
  }

  @Test
  void everyPromisedEventOnceIsNoLoss() {
    Comparison comparison =
        compare((source, rows) -> {
          rows(rows, 0, 80);
          rows(rows, 100, 150);
        });
    assertThat(comparison.holds()).isTrue();
    assertThat(comparison.sent()).isEqualTo(150);
    assertThat(comparison.acknowledged()).isEqualTo(130);
    assertThat(comparison.rows()).isEqualTo(130);
  }

  @Test
  void anEventThatWasNotPromisedMayBeThereOnce() {
    assertThat(compare((source, rows) -> rows(rows, 0, 150)).holds()).isTrue();
  }

  @Test
  void aSingleLossIsFoundAndNamed() {
    Comparison comparison =
        compare((source, rows) -> {
          rows(rows, 0, 41);
          rows(rows, 42, 150);
        });
    assertThat(comparison.holds()).isFalse();
    assertThat(comparison.missing()).isEqualTo(1);
    assertThat(comparison.findings()).containsExactly("source run/0 lacks 000000000041");
  }

  @Test
  void theLastPromisedEventIsMissedToo() {
    assertThat(compare((source, rows) -> rows(rows, 0, 149)).missing()).isEqualTo(1);
  }

  @Test
  void aSingleDuplicateIsFound() {
    Comparison comparison =
        compare((source, rows) -> {
          rows(rows, 0, 150);
          rows(rows, 149, 150);
        });
    assertThat(comparison.holds()).isFalse();
    assertThat(comparison.doubled()).isEqualTo(1);
  }

  @Test
  void aDuplicateOfAnEventThatWasNotPromisedIsFound() {
    Comparison comparison =
        compare((source, rows) -> {
          rows(rows, 0, 91);
          rows(rows, 90, 150);
        });
    assertThat(comparison.doubled()).isEqualTo(1);
    assertThat(comparison.holds()).isFalse();
  }

  @Test
  void aRowThatNobodySentIsFound() {
    Comparison comparison =
        compare((source, rows) -> {
          rows(rows, 0, 151);
          rows.add("something else");
          rows.add("-5");
        });
    assertThat(comparison.unknown()).isEqualTo(3);
    assertThat(comparison.holds()).isFalse();
  }

  @Test
  void aRowBehindALaterOneIsFound() {
    Comparison comparison =
        compare((source, rows) -> {
          rows(rows, 1, 150);
          rows(rows, 0, 1);
        });
    assertThat(comparison.outOfOrder()).isEqualTo(1);
    assertThat(comparison.holds()).isFalse();
  }

  @Test
  void twoConnectionsOfASourceMayOverlap() {
    Comparison comparison =
        compare((source, rows) -> {
          rows(rows, 100, 150);
          rows(rows, 0, 100);
        });
    assertThat(comparison.outOfOrder()).isZero();
    assertThat(comparison.holds()).isTrue();
  }

  @Test
  void allSourcesCount() {
    Comparison comparison =
        Comparison.of(List.of(ledger(), ledger()), (source, rows) -> rows(rows, 0, 100));
    assertThat(comparison.missing()).isEqualTo(100);
    assertThat(comparison.rows()).isEqualTo(200);
  }
}
