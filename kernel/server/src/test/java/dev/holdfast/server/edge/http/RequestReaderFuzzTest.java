package dev.holdfast.server.edge.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Any bytes are requests, or are refused: it does not matter where the network cut them, nothing is
 * thrown but a refusal, and no byte behind a request is read for it.
 */
class RequestReaderFuzzTest {
  private static final int MOST_HEAD = 512;

  @FuzzTest(maxDuration = "10m")
  void cutsTheSameRequestsWhereverTheBytesWereCut(byte[] bytes) {
    List<String> whole = requests(bytes, Math.max(1, bytes.length));

    assertThat(requests(bytes, 1)).isEqualTo(whole);
    assertThat(requests(bytes, 3)).isEqualTo(whole);
    assertThat(requests(bytes, 64)).isEqualTo(whole);
  }

  /** What a server would understand, up to the first refusal. */
  private static List<String> requests(byte[] bytes, int step) {
    int[] at = {0};
    RequestReader reader =
        new RequestReader(
            wait -> {
              int from = at[0];
              at[0] = Math.min(bytes.length, from + step);
              return from == at[0] ? null : Arrays.copyOfRange(bytes, from, at[0]);
            },
            MOST_HEAD,
            "localhost:80");
    List<String> seen = new ArrayList<>();
    try {
      for (RequestHead head = reader.head(); head != null; head = reader.head()) {
        seen.add(new String(head.bytes(), StandardCharsets.ISO_8859_1));
        seen.add("keepAlive=" + head.keepAlive() + " webSocket=" + head.webSocket());
        body(reader, head, seen);
        assertThat(reader.isAtEnd()).isTrue();
        assertThat(step > 1 || !reader.hasRest()).as("reads no byte too many").isTrue();
      }
      seen.add("end");
    } catch (BadMessage refused) {
      seen.add(refused.problem().sentence());
    } catch (RequestReader.Vanished vanished) {
      seen.add("vanished");
    }
    return seen;
  }

  private static void body(RequestReader reader, RequestHead head, List<String> seen) {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    try {
      for (byte[] piece = reader.body(); piece != null; piece = reader.body()) {
        body.writeBytes(head.chunked() ? unchunked(piece) : piece);
      }
      assertThat(head.chunked() || body.size() == head.length()).isTrue();
    } finally {
      seen.add("body " + body.toString(StandardCharsets.ISO_8859_1));
    }
  }

  private static byte[] unchunked(byte[] piece) {
    ChunkDecoder decoder = new ChunkDecoder(0);
    int end = decoder.decode(piece, 0, piece.length);
    byte[] data = Arrays.copyOfRange(piece, decoder.dataFrom(), decoder.dataTo());
    assertThat(decoder.decode(piece, end, piece.length)).isEqualTo(piece.length);
    assertThat(decoder.dataTo()).as("one chunk a piece").isEqualTo(decoder.dataFrom());
    return data;
  }
}
