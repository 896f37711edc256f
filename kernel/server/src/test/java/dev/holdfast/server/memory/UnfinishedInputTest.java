package dev.holdfast.server.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.server.memory.UnfinishedInput.Held;
import dev.holdfast.spi.ProblemException;
import dev.holdfast.spi.Size;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UnfinishedInputTest {
  private static final long MIB = 1 << 20;
  private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 5);
  private final UnfinishedInput pool = new UnfinishedInput(16 * MIB, now::get);

  /** As many pieces as fit. */
  private long fill(Held held, long piece) {
    while (true) {
      try {
        held.grow(piece);
      } catch (ProblemException full) {
        return held.bytes();
      }
    }
  }

  @Test
  void oneAloneGetsHalf() {
    assertThat(fill(pool.open("a"), MIB)).isEqualTo(8 * MIB);
    assertThat(pool.used()).isEqualTo(8 * MIB);
  }

  @Test
  void aConvenienceIsNotChargedToAnybody() {
    Held buffer = pool.open();
    assertThat(buffer.growIfPlenty(2 * MIB)).isTrue();
    assertThat(fill(pool.open("a"), MIB)).isEqualTo(7 * MIB);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 5, 31})
  void whoComesLastFindsAsMuchAsEachOfTheOthersHas(int greedy) {
    List<Held> all = new ArrayList<>();
    for (int i = 0; i < greedy; i++) {
      all.add(pool.open("greedy " + i));
    }
    boolean grown = true;
    while (grown) {
      grown = false;
      for (Held held : all) {
        long before = held.bytes();
        try {
          held.grow(LEAST_PIECE);
        } catch (ProblemException full) {
          continue;
        }
        grown |= held.bytes() > before;
      }
    }
    long share = 16 * MIB / (greedy + 1);
    assertThat(fill(pool.open("late"), LEAST_PIECE)).isBetween(share / 2 - LEAST_PIECE, share);
    assertThat(pool.used()).isLessThanOrEqualTo(16 * MIB);
  }

  private static final long LEAST_PIECE = 8 * 1024;

  @Test
  void manyConnectionsOfOneHolderShareOneAccount() {
    long sum = 0;
    for (int i = 0; i < 500; i++) {
      sum += fill(pool.open("a"), 64 * 1024);
    }
    assertThat(sum).isLessThanOrEqualTo(8 * MIB);
  }

  @Test
  void theTokenIsChargedAsWellAsTheAddress() {
    fill(pool.open("address 1", "token x"), MIB);
    assertThatThrownBy(() -> pool.open("address 2", "token x").grow(MIB))
        .isInstanceOf(ProblemException.class);
    pool.open("address 2", "token y").grow(MIB);
  }

  @Test
  void aRefusalNamesTheFiguresAndWhenToTryAgain() {
    Held held = pool.open("address 10.0.0.1");
    held.grow(5 * MIB);
    assertThatThrownBy(() -> pool.open("address 10.0.0.1").grow(4 * MIB))
        .isInstanceOfSatisfying(
            ProblemException.class,
            refused -> {
              assertThat(refused.problem().status()).isEqualTo(503);
              assertThat(refused.problem().code()).isEqualTo("HF-WEB-030");
              assertThat(refused.problem().why())
                  .isEqualTo(
                      "4 MiB more do not fit: 5 MiB of 16 MiB are in use, 5 MiB of them by address"
                          + " 10.0.0.1");
              assertThat(refused.retryAfter()).isPresent();
            });
    assertThat(pool.refused()).isEqualTo(1);
    assertThat(held.bytes()).isEqualTo(5 * MIB);
  }

  @Test
  void whatNoClientEverHasTheMemoryForIsNotAskedToTryAgain() {
    Held held = pool.open("address 10.0.0.1");
    held.grow(7 * MIB);
    assertThatThrownBy(() -> held.grow(2 * MIB))
        .isInstanceOfSatisfying(
            ProblemException.class,
            refused -> {
              assertThat(refused.problem().status()).isEqualTo(413);
              assertThat(refused.problem().sentence())
                  .contains(
                      "HF-WEB-032", "9 MiB for one thing, and one client has 8 MiB at the most");
              assertThat(refused.retryAfter()).isEmpty();
            });
    pool.memoryIsShort(true);
    assertThatThrownBy(() -> pool.open("address 10.0.0.2").grow(7 * MIB))
        .isInstanceOfSatisfying(
            ProblemException.class,
            refused -> assertThat(refused.problem().status()).isEqualTo(503));
  }

  @Test
  void whatIsGivenBackCanBeHadAgain() {
    Held held = pool.open("a");
    fill(held, MIB);
    held.shrink(3 * MIB);
    assertThat(pool.used()).isEqualTo(5 * MIB);
    held.close();
    held.close();
    assertThat(pool.used()).isZero();
    assertThat(fill(pool.open("a"), MIB)).isEqualTo(8 * MIB);
  }

  @Test
  void conveniencesEndLongBeforeThePool() {
    Held buffers = pool.open();
    while (buffers.growIfPlenty(16 * 1024)) {
      assertThat(pool.used()).isLessThanOrEqualTo(4 * MIB);
    }
    pool.open("b").grow(5 * MIB);
  }

  @Test
  void whileMemoryIsShortThePoolIsAQuarter() {
    Held held = pool.open("a");
    fill(held, MIB);
    assertThat(pool.release()).isEqualTo(4 * MIB);
    assertThat(pool.limit()).isEqualTo(4 * MIB);
    assertThatThrownBy(() -> pool.open("b").grow(MIB)).isInstanceOf(ProblemException.class);
    held.close();
    pool.open("b").grow(MIB);
    now.addAndGet(Duration.ofMinutes(6).toNanos());
    assertThat(pool.limit()).isEqualTo(16 * MIB);
    pool.memoryIsShort(true);
    assertThat(pool.limit()).isEqualTo(4 * MIB);
    pool.memoryIsShort(false);
    assertThat(pool.limit()).isEqualTo(16 * MIB);
  }

  @Test
  void isASixteenthOfTheHeapUnlessConfigured() {
    assertThat(UnfinishedInput.size(new Size(0), 256 * MIB)).isEqualTo(16 * MIB);
    assertThat(UnfinishedInput.size(new Size(MIB), 256 * MIB)).isEqualTo(MIB);
  }

  @Test
  void anAmountThatOverflowsIsRefused() {
    Held held = pool.open("a");
    held.grow(1);
    assertThatThrownBy(() -> held.grow(Long.MAX_VALUE)).isInstanceOf(ProblemException.class);
    assertThat(pool.used()).isEqualTo(1);
  }
}
