package dev.holdfast.tools.load;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A WebSocket that is made for load: it writes frames that others have finished, many in one write,
 * and reads nothing but short answers. One thread may write while another reads.
 */
public final class LoadConnection implements Closeable {
  static final String PROTOCOL = "holdfast.v1";

  /** Larger than any answer of the protocol; what is longer is not an answer. */
  private static final int MESSAGE_LIMIT = 64 * 1024;

  private static final int CONTINUATION = 0;
  private static final int TEXT = 1;
  private static final int CLOSE = 8;
  private static final int PING = 9;
  private static final int PONG = 10;
  private static final int FINAL = 0x80;
  private static final int NORMAL_CLOSURE = 1000;

  private final Socket socket;
  private final InputStream in;
  private final OutputStream out;
  private final ReentrantLock writing = new ReentrantLock();
  private final byte[] buffer = new byte[MESSAGE_LIMIT + 16];
  private int start;
  private int end;

  /** Length of the fragments so far, which stand in {@link #fragments}; -1 outside of a message. */
  private int gathered = -1;

  private final byte[] fragments = new byte[MESSAGE_LIMIT];

  private LoadConnection(Socket socket) throws IOException {
    this.socket = socket;
    in = socket.getInputStream();
    out = socket.getOutputStream();
  }

  /**
   * Opens a connection.
   *
   * @param limit for the connection and for each later read
   * @throws HandshakeRefused when the server answers, but not with 101
   * @throws SocketTimeoutException when it does not answer within the limit
   */
  public static LoadConnection open(URI uri, Duration limit) throws IOException {
    if (!"ws".equals(uri.getScheme())) {
      throw new IOException("only ws:// can be loaded, not " + uri);
    }
    Socket socket = new Socket();
    try {
      int port = uri.getPort() < 0 ? 80 : uri.getPort();
      socket.setTcpNoDelay(true);
      socket.connect(new InetSocketAddress(uri.getHost(), port), (int) limit.toMillis());
      socket.setSoTimeout((int) limit.toMillis());
      LoadConnection connection = new LoadConnection(socket);
      ClientHandshake.perform(uri, PROTOCOL, connection.in, connection.out);
      return connection;
    } catch (IOException | RuntimeException e) {
      socket.close();
      throw e;
    }
  }

  /** Writes finished frames. */
  void write(byte[] frames, int offset, int length) throws IOException {
    writing.lock();
    try {
      out.write(frames, offset, length);
    } finally {
      writing.unlock();
    }
  }

  /** Sends one text message. */
  public void send(String text) throws IOException {
    byte[] payload = text.getBytes(UTF_8);
    control(FINAL | TEXT, payload, payload.length);
  }

  /**
   * Waits for the next answer; pings are answered on the way.
   *
   * @throws SocketTimeoutException when none comes within the limit
   */
  public Answer read() throws IOException {
    Answer answer = readFrame();
    while (answer == null) {
      answer = readFrame();
    }
    return answer;
  }

  /**
   * Waits for the next frame.
   *
   * @return null when it is a ping, which is answered, or otherwise no answer
   * @throws SocketTimeoutException when none comes within the limit
   */
  @Nullable Answer readFrame() throws IOException {
    return fill(2) ? frame() : new Answer.Closed(Answer.Closed.BROKEN, "the connection broke");
  }

  /** True when more bytes have come than were read; a short answer is nearly always whole. */
  boolean hasMore() {
    return end > start;
  }

  /** Says goodbye; the server may still answer what it has. */
  public void sayGoodbye() throws IOException {
    control(FINAL | CLOSE, new byte[] {(byte) (NORMAL_CLOSURE >> 8), (byte) NORMAL_CLOSURE}, 2);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  private @Nullable Answer frame() throws IOException {
    int first = buffer[start] & 0xFF;
    int length = buffer[start + 1] & 0x7F;
    if ((buffer[start + 1] & 0x80) != 0) {
      throw new IOException("the server masked a frame");
    }
    int header = length < 126 ? 2 : length == 126 ? 4 : 10;
    if (!fill(header)) {
      return broken();
    }
    long size = length;
    if (header > 2) {
      size = 0;
      for (int i = 2; i < header; i++) {
        size = (size << 8) | (buffer[start + i] & 0xFF);
      }
    }
    if (size < 0 || size > MESSAGE_LIMIT) {
      throw new IOException("a message of " + size + " bytes is no answer of " + PROTOCOL);
    }
    if (!fill(header + (int) size)) {
      return broken();
    }
    int payload = start + header;
    start = payload + (int) size;
    return message(first, payload, (int) size);
  }

  private @Nullable Answer message(int first, int payload, int size) throws IOException {
    boolean last = (first & FINAL) != 0;
    return switch (first & 0x0F) {
      case TEXT -> {
        gathered = 0;
        yield last ? whole(payload, size) : gather(payload, size, false);
      }
      case CONTINUATION -> gather(payload, size, last);
      case CLOSE -> closed(payload, size);
      case PING -> {
        byte[] data = new byte[size];
        System.arraycopy(buffer, payload, data, 0, size);
        control(FINAL | PONG, data, size);
        yield null;
      }
      default -> null;
    };
  }

  private @Nullable Answer whole(int payload, int size) {
    gathered = -1;
    return Answer.parse(buffer, payload, size);
  }

  private @Nullable Answer gather(int payload, int size, boolean last) throws IOException {
    if (gathered < 0 || gathered + size > MESSAGE_LIMIT) {
      throw new IOException("a fragment that does not fit what came before it");
    }
    System.arraycopy(buffer, payload, fragments, gathered, size);
    gathered += size;
    if (!last) {
      return null;
    }
    int length = gathered;
    gathered = -1;
    return Answer.parse(fragments, 0, length);
  }

  private Answer closed(int payload, int size) {
    int code = size < 2 ? 1005 : ((buffer[payload] & 0xFF) << 8) | (buffer[payload + 1] & 0xFF);
    String reason = size <= 2 ? "" : new String(buffer, payload + 2, size - 2, UTF_8);
    try {
      byte[] echo = new byte[Math.min(size, 2)];
      System.arraycopy(buffer, payload, echo, 0, echo.length);
      control(FINAL | CLOSE, echo, echo.length);
    } catch (IOException e) {
      // The server has gone before it could hear the echo: closed is closed.
      return new Answer.Closed(code, reason);
    }
    return new Answer.Closed(code, reason);
  }

  private static Answer broken() {
    return new Answer.Closed(Answer.Closed.BROKEN, "the connection broke inside of a frame");
  }

  private void control(int firstByte, byte[] payload, int size) throws IOException {
    byte[] mask = new byte[4];
    ThreadLocalRandom.current().nextBytes(mask);
    byte[] frame = EventFrames.frame(firstByte, payload, size, mask);
    write(frame, 0, frame.length);
  }

  /** Sees that so many bytes stand in the buffer; false at the end of the stream. */
  private boolean fill(int wanted) throws IOException {
    while (end - start < wanted) {
      if (start > 0 && buffer.length - start < wanted) {
        System.arraycopy(buffer, start, buffer, 0, end - start);
        end -= start;
        start = 0;
      } else if (start == end) {
        start = 0;
        end = 0;
      }
      int count = in.read(buffer, end, buffer.length - end);
      if (count < 0) {
        return false;
      }
      end += count;
    }
    return true;
  }
}
