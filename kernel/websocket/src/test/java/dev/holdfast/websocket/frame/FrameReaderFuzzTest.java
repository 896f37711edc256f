package dev.holdfast.websocket.frame;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.holdfast.spi.server.MemoryBudget;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Whatever bytes a client sends, and however the network cuts them: the same messages and the same
 * end, nothing thrown but a failure of the protocol, and never more memory than the limits. Run for
 * longer: {@code JAZZER_FUZZ=1}.
 */
class FrameReaderFuzzTest {
  private static final int MAX_MESSAGE = 300;
  private static final int MAX_FRAGMENTS = 8;

  /**
   * The largest rest that the contract of {@link FrameReader#read} allows, before a close frame.
   */
  private static final int LONGEST_REST = 139;

  /** The first two bytes say how the rest is cut. */
  @FuzzTest(maxDuration = "10m")
  void cutsChangeNothing(FuzzedDataProvider data) {
    int size = data.consumeInt(1, 40);
    boolean unmask = data.consumeBoolean();
    byte[] sent = data.consumeRemainingAsBytes();
    if (unmask) {
      mask(sent);
    }
    Transcript whole = Transcript.of(sent, Integer.MAX_VALUE);
    for (int cut : new int[] {1, size}) {
      Transcript parts = Transcript.of(sent, cut);
      if (!parts.heard.equals(whole.heard)) {
        throw new AssertionError("cut by " + cut + ": " + parts.heard + " not " + whole.heard);
      }
    }
  }

  /** Makes frames without a mask, which are found more easily, into what a client sends. */
  private static void mask(byte[] bytes) {
    for (int i = 1; i < bytes.length; i += 2 + (bytes[i] & 0x7F)) {
      bytes[i] |= (byte) 0x80;
    }
  }

  /** What the sink has heard, and the failure. */
  private static final class Transcript implements FrameReader.Sink {
    final List<String> heard = new ArrayList<>();

    static Transcript of(byte[] sent, int cut) {
      Transcript transcript = new Transcript();
      Counting memory = new Counting();
      FrameReader reader = new FrameReader(transcript, MAX_MESSAGE, MAX_FRAGMENTS, memory);
      try {
        transcript.read(reader, sent, cut);
      } catch (ProtocolFailure failure) {
        if (!CloseCode.mayBeSent(failure.code())) {
          throw new AssertionError("close code " + failure.code(), failure);
        }
        transcript.heard.add("failure " + failure.code() + " " + failure.reason());
      }
      reader.abandon();
      if (memory.bytes != 0 || memory.most > 2L * Math.max(MAX_MESSAGE, 4096)) {
        throw new AssertionError("holds " + memory.bytes + ", at most " + memory.most);
      }
      return transcript;
    }

    private void read(FrameReader reader, byte[] sent, int cut) {
      byte[] rest = {};
      for (int at = 0; at < sent.length && !reader.closed(); ) {
        int length = Math.min(cut, sent.length - at);
        byte[] bytes = Arrays.copyOf(rest, rest.length + length);
        System.arraycopy(sent, at, bytes, rest.length, length);
        at += length;
        int end = reader.read(bytes, 0, bytes.length);
        if (end < 0 || end > bytes.length) {
          throw new AssertionError("stopped at " + end + " of " + bytes.length);
        }
        rest = Arrays.copyOfRange(bytes, end, bytes.length);
        if (rest.length > LONGEST_REST && !reader.closed()) {
          throw new AssertionError("leaves " + rest.length + " bytes");
        }
      }
    }

    @Override
    public void message(boolean text, ByteBuffer payload) {
      byte[] copy = new byte[payload.remaining()];
      payload.get(copy);
      if (copy.length > MAX_MESSAGE) {
        throw new AssertionError("a message of " + copy.length);
      }
      if (text && !Arrays.equals(new String(copy, UTF_8).getBytes(UTF_8), copy)) {
        throw new AssertionError("text that is not UTF-8: " + Arrays.toString(copy));
      }
      heard.add((text ? "text " : "binary ") + Arrays.toString(copy));
    }

    @Override
    public void ping(byte[] payload) {
      heard.add("ping " + Arrays.toString(payload));
    }

    @Override
    public void close(CloseCode.Ending ending) {
      heard.add("close " + ending);
    }
  }

  private static final class Counting implements MemoryBudget.Reservation {
    private long bytes;
    private long most;

    @Override
    public void grow(long more) {
      bytes += more;
      most = Math.max(most, bytes);
    }

    @Override
    public void shrink(long less) {
      bytes -= less;
    }

    @Override
    public long bytes() {
      return bytes;
    }

    @Override
    public void close() {
      bytes = 0;
    }
  }
}
