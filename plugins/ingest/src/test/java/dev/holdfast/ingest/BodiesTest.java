package dev.holdfast.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.spi.ProblemException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class BodiesTest {
  private static final int LIMIT = 1 << 20;
  private static final byte[] BODY = "{\"v\":\"ü\"}".repeat(50).getBytes(UTF_8);

  private static byte[] gzip(byte[] body) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(body);
    }
    return out.toByteArray();
  }

  private static byte[] read(byte[] raw, boolean packed, int limit) {
    return Bodies.read(new ByteArrayInputStream(raw), packed, limit);
  }

  private static void refused(String code, Runnable reading) {
    assertThatThrownBy(reading::run)
        .isInstanceOfSatisfying(
            ProblemException.class, e -> assertThat(e.problem().code()).isEqualTo(code));
  }

  @Test
  void unpacks() throws IOException {
    assertThat(read(gzip(BODY), true, LIMIT)).isEqualTo(BODY);
    assertThat(read(gzip(BODY), true, BODY.length)).isEqualTo(BODY);
    assertThat(read(gzip(new byte[0]), true, LIMIT)).isEmpty();
    assertThat(read(BODY, false, LIMIT)).isEqualTo(BODY);
    byte[] two = Arrays.copyOf(gzip(BODY), 2 * gzip(BODY).length);
    System.arraycopy(gzip(BODY), 0, two, two.length / 2, two.length / 2);
    assertThat(read(two, true, LIMIT)).hasSize(2 * BODY.length);
  }

  @Test
  void limitsWhatItUnpacksTo() throws IOException {
    byte[] packed = gzip(BODY);
    assertThat(packed.length).isLessThan(BODY.length - 1);
    refused("HF-ING-009", () -> read(packed, true, BODY.length - 1));
    refused("HF-ING-009", () -> read(BODY, false, BODY.length - 1));
  }

  @Test
  void readsNoFurtherThanTheLimit() throws IOException {
    byte[] bomb = gzip(new byte[64 << 20]);
    int[] taken = new int[1];
    InputStream counting =
        new ByteArrayInputStream(bomb) {
          @Override
          public synchronized int read(byte[] into, int offset, int length) {
            int read = super.read(into, offset, length);
            taken[0] += Math.max(0, read);
            return read;
          }
        };
    refused("HF-ING-009", () -> Bodies.read(counting, true, LIMIT));
    assertThat(taken[0]).isLessThan(bomb.length / 2);
  }

  @Test
  void refusesWhatIsCutOff() throws IOException {
    byte[] packed = gzip(BODY);
    for (int length = 0; length < packed.length; length++) {
      byte[] cut = Arrays.copyOf(packed, length);
      refused("HF-ING-022", () -> read(cut, true, LIMIT));
    }
  }

  @Test
  void refusesWhatIsNotGzip() throws IOException {
    refused("HF-ING-022", () -> read(BODY, true, LIMIT));
    byte[] damaged = gzip(BODY);
    damaged[damaged.length - 6] ^= 1; // Its checksum.
    refused("HF-ING-022", () -> read(damaged, true, LIMIT));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aClientThatIsGoneIsItsOwnFault(boolean unchecked) {
    InputStream gone =
        new InputStream() {
          @Override
          public int read() throws IOException {
            if (unchecked) {
              throw new IllegalStateException("insufficient data");
            }
            throw new IOException("connection reset");
          }

          @Override
          public int read(byte[] into, int offset, int length) throws IOException {
            return read();
          }
        };
    refused("HF-ING-023", () -> Bodies.read(gone, false, LIMIT));
    refused("HF-ING-023", () -> Bodies.read(gone, true, LIMIT));
    assertThatThrownBy(() -> Bodies.read(gone, false, LIMIT))
        .as("its remedy is another try, and so it says when")
        .isInstanceOfSatisfying(
            ProblemException.class, lost -> assertThat(lost.retryAfter()).isPresent());
  }

  @Test
  void knowsTheEncodings() {
    for (String gzip : List.of("gzip", "GZIP", " x-gzip ")) {
      assertThat(Bodies.isPacked(List.of(gzip))).isTrue();
    }
    assertThat(Bodies.isPacked(List.of())).isFalse();
    assertThat(Bodies.isPacked(List.of("identity"))).isFalse();
    refused("HF-ING-021", () -> Bodies.isPacked(List.of("br")));
    refused("HF-ING-021", () -> Bodies.isPacked(List.of("gzip, gzip")));
    refused("HF-ING-021", () -> Bodies.isPacked(List.of("gzip", "deflate")));
  }
}
