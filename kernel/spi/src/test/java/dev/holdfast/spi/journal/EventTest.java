package dev.holdfast.spi.journal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class EventTest {
  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00.123456789Z");
  private static final byte[] NONE = {};

  private static Event event(@Nullable String subject, @Nullable Instant time) {
    byte[] data = "{\"x\":1}".getBytes(UTF_8);
    return new Event("/mount", "42", "moved", subject, time, NOW, NONE, data);
  }

  @Test
  void comesBackAsItWas() {
    Event whole = event("axis", Instant.EPOCH);
    Event bare = event(null, null);

    assertThat(Event.decode(ByteBuffer.wrap(whole.encode()))).isEqualTo(whole);
    assertThat(Event.decode(ByteBuffer.wrap(bare.encode()))).isEqualTo(bare);
    assertThat(bare).isNotEqualTo(whole);
  }

  /** Journals outlive servers: these bytes must be read for ever. */
  @Test
  void theBytesOfVersionOneStayTheSame() {
    Event event =
        new Event("s", "i", "t", "u", Instant.ofEpochSecond(-1, 5), NOW, new byte[] {1}, NONE);

    assertThat(HexFormat.of().formatHex(event.encode()))
        .isEqualTo(
            "0103"
                + "000000006b0187c0"
                + "075bcd15"
                + "ffffffffffffffff"
                + "00000005"
                + "0000000173"
                + "0000000169"
                + "0000000174"
                + "0000000175"
                + "0000000101"
                + "00000000");
  }

  @Test
  void randomEventsComeBack() {
    Random random = new Random(42);
    for (int i = 0; i < 2000; i++) {
      Event event = random(random);
      ByteBuffer encoded = ByteBuffer.wrap(event.encode());
      assertThat(Event.decode(encoded)).isEqualTo(event);
      assertThat(encoded.hasRemaining()).isFalse();
    }
  }

  @Test
  void isReadFromTheMiddleOfALargerBuffer() {
    byte[] encoded = event("axis", NOW).encode();
    ByteBuffer large = ByteBuffer.allocateDirect(encoded.length + 20);
    large.position(7).put(encoded);
    large.limit(large.position()).position(7);

    assertThat(Event.decode(large)).isEqualTo(event("axis", NOW));
  }

  @Test
  void everyTruncationIsRefused() {
    byte[] encoded = event("axis", NOW).encode();
    for (int length = 0; length < encoded.length; length++) {
      ByteBuffer cut = ByteBuffer.wrap(encoded, 0, length);
      assertThatThrownBy(() -> Event.decode(cut)).isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void bytesBehindTheEventAreRefused() {
    byte[] encoded = event("axis", NOW).encode();
    byte[] longer = Arrays.copyOf(encoded, encoded.length + 1);

    assertThatThrownBy(() -> Event.decode(ByteBuffer.wrap(longer)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("1 bytes follow");
  }

  @Test
  void anotherVersionIsRefused() {
    byte[] encoded = event(null, null).encode();
    encoded[0] = 2;

    assertThatThrownBy(() -> Event.decode(ByteBuffer.wrap(encoded)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("version 2");
  }

  @Test
  void damagedBytesAreReadOrRefusedButNothingElse() {
    Random random = new Random(3);
    for (int i = 0; i < 20_000; i++) {
      byte[] encoded = random(random).encode();
      for (int flips = random.nextInt(4); flips >= 0; flips--) {
        encoded[random.nextInt(Math.min(encoded.length, 60))] = (byte) random.nextInt();
      }
      decodeOrRefuse(encoded);
    }
  }

  @Test
  void randomBytesAreReadOrRefusedButNothingElse() {
    Random random = new Random(4);
    for (int i = 0; i < 20_000; i++) {
      byte[] bytes = new byte[random.nextInt(80)];
      random.nextBytes(bytes);
      if (bytes.length > 1) {
        bytes[0] = 1;
      }
      decodeOrRefuse(bytes);
    }
  }

  @Test
  void sourceIdAndTypeMustNotBeEmpty() {
    assertThatThrownBy(() -> new Event("", "i", "t", null, null, NOW, NONE, NONE))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Event("s", "", "t", null, null, NOW, NONE, NONE))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Event("s", "i", "", null, null, NOW, NONE, NONE))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static void decodeOrRefuse(byte[] bytes) {
    try {
      Event.decode(ByteBuffer.wrap(bytes));
    } catch (IllegalArgumentException expected) {
      assertThat(expected).hasMessageMatching("(?s).+");
    } catch (RuntimeException e) {
      fail(HexFormat.of().formatHex(bytes), e);
    }
  }

  private static Event random(Random random) {
    return new Event(
        text(random, 1),
        text(random, 1),
        text(random, 1),
        random.nextBoolean() ? text(random, 0) : null,
        random.nextBoolean() ? instant(random) : null,
        instant(random),
        bytes(random),
        bytes(random));
  }

  private static Instant instant(Random random) {
    long least = Instant.MIN.getEpochSecond();
    long most = Instant.MAX.getEpochSecond();
    return Instant.ofEpochSecond(random.nextLong(least, most), random.nextInt(1_000_000_000));
  }

  private static byte[] bytes(Random random) {
    byte[] bytes = new byte[random.nextInt(200)];
    random.nextBytes(bytes);
    return bytes;
  }

  /** From every plane of Unicode, but without halves of surrogate pairs: UTF-8 has none. */
  private static String text(Random random, int least) {
    StringBuilder text = new StringBuilder();
    for (int i = least + random.nextInt(20); i > 0; i--) {
      int point = random.nextInt(Character.MAX_CODE_POINT + 1);
      boolean surrogate = point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE;
      text.appendCodePoint(surrogate ? 'x' : point);
    }
    return text.toString();
  }
}
