package dev.holdfast.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.holdfast.spi.ProblemException;
import dev.holdfast.spi.WebSocketHandler;
import dev.holdfast.spi.WebSocketListener;
import dev.holdfast.spi.WebSocketSession;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A WebSocket connection without a network: the test is the client, and what the endpoint does is
 * kept to be looked at. Exceptions of the listener end the session with the codes of the contract.
 *
 * <p>The thread that calls {@link #receive} is the one that reads the session.
 */
public final class RecordingSession implements WebSocketSession {
  private static final int NORMAL = 1000;
  private static final int UNSUPPORTED = 1003;
  private static final int LOST = 1006;
  private static final int POLICY = 1008;
  private static final int FAILED = 1011;
  private static final int TRY_AGAIN_LATER = 1013;
  private static final int MARGIN = 7;

  private final String id;
  private final String principal;
  private final Optional<String> subprotocol;
  private final List<String> sent = new CopyOnWriteArrayList<>();
  private final List<byte[]> unwritten = new ArrayList<>();
  private final AtomicBoolean closing = new AtomicBoolean();

  /** The close frame is written, or nothing more can be. */
  private final AtomicBoolean farewell = new AtomicBoolean();

  private final AtomicBoolean told = new AtomicBoolean();
  private final ReentrantLock reading = new ReentrantLock();
  private volatile @Nullable WebSocketListener listener;
  private boolean writing = true;
  private long queueLimit = Long.MAX_VALUE;
  private volatile int closeCode;
  private volatile String closeReason = "";

  RecordingSession(String id, String principal, @Nullable String subprotocol) {
    this.id = id;
    this.principal = principal;
    this.subprotocol = Optional.ofNullable(subprotocol);
  }

  /** Opens a session of a handler, as the kernel would after the handshake. */
  public static RecordingSession open(WebSocketHandler handler, @Nullable String subprotocol) {
    RecordingSession session = new RecordingSession("s1", "anonymous", subprotocol);
    session.open(handler);
    return session;
  }

  void open(WebSocketHandler handler) {
    handler.admit();
    reading.lock();
    try {
      listener = handler.open(this);
    } finally {
      reading.unlock();
    }
    tell();
  }

  /**
   * Hands over text messages that arrived in one read of the socket, and ends the read; also while
   * the endpoint is closing the session, as in the kernel.
   */
  public void receive(String... messages) {
    byte[][] bytes = new byte[messages.length][];
    for (int i = 0; i < messages.length; i++) {
      bytes[i] = messages[i].getBytes(UTF_8);
    }
    receive(bytes);
  }

  /** As {@link #receive(String...)}, with the bytes of the messages. */
  public void receive(byte[]... messages) {
    read(to -> {
      try {
        for (byte[] message : messages) {
          handOver(message, to::text);
        }
      } finally {
        to.drained();
      }
    });
  }

  /** Hands over a binary message. */
  public void receiveBinary(byte[] message) {
    read(to -> handOver(message, to::binary));
  }

  /** The buffer is a part of a larger array and is overwritten afterwards, as in the kernel. */
  private static void handOver(byte[] message, Consumer<ByteBuffer> to) {
    byte[] shared = new byte[message.length + 2 * MARGIN];
    System.arraycopy(message, 0, shared, MARGIN, message.length);
    to.accept(ByteBuffer.wrap(shared, MARGIN, message.length));
    Arrays.fill(shared, (byte) '!');
  }

  // The kernel's own boundary is here in the real server: every failure of a listener ends there.
  @SuppressWarnings("CatchingUnchecked")
  private void read(Consumer<WebSocketListener> delivery) {
    WebSocketListener to = listener;
    if (to == null) {
      throw new IllegalStateException("the session is not open");
    }
    reading.lock();
    try {
      if (!told.get()) {
        delivery.accept(to);
      }
    } catch (WebSocketListener.UnsupportedMessage e) {
      close(UNSUPPORTED, "");
    } catch (ProblemException e) {
      close(POLICY, e.problem().sentence());
    } catch (RuntimeException e) {
      close(FAILED, String.valueOf(e));
    } finally {
      reading.unlock();
    }
    tell();
  }

  /**
   * The client closes properly. It is answered when the endpoint has settled: with 1000, or with
   * 1013 when that failed.
   */
  public void leave() {
    WebSocketListener to = listener;
    if (to != null) {
      CompletionStage<?> _ =
          to.settled()
              .whenComplete((_, failure) -> end(failure == null ? NORMAL : TRY_AGAIN_LATER, ""));
    }
  }

  /** The connection is lost without a word. */
  public void disconnect() {
    end(LOST, "");
    over();
  }

  /** From now on nothing is written to the client: what is offered stays queued. */
  public synchronized void stopWriting() {
    writing = false;
  }

  /** Writes what is queued, and everything from now on. */
  public synchronized void resumeWriting() {
    writing = true;
    unwritten.forEach(message -> sent.add(new String(message, UTF_8)));
    unwritten.clear();
  }

  /** Refuses offers that would make more bytes wait than this. */
  public synchronized void limitQueue(long bytes) {
    queueLimit = bytes;
  }

  /** The text messages that the client got, oldest first. */
  public List<String> sent() {
    return List.copyOf(sent);
  }

  /** Whether the session is over or closing. */
  public boolean isClosed() {
    return closing.get();
  }

  /** The code of the close; 0 while it is open. */
  public int closeCode() {
    return closeCode;
  }

  /** The reason of the close; empty while it is open. */
  public String closeReason() {
    return closeReason;
  }

  @Override
  public String id() {
    return id;
  }

  @Override
  public String peer() {
    return "test";
  }

  @Override
  public String principal() {
    return principal;
  }

  @Override
  public Optional<String> subprotocol() {
    return subprotocol;
  }

  @Override
  public synchronized boolean offer(byte[] utf8) {
    if (farewell.get() || queued() + utf8.length > queueLimit) {
      return false;
    }
    if (writing) {
      sent.add(new String(utf8, UTF_8));
    } else {
      unwritten.add(utf8);
    }
    return true;
  }

  @Override
  public synchronized long queuedBytes() {
    return queued();
  }

  private long queued() {
    return unwritten.stream().mapToLong(message -> message.length).sum();
  }

  @Override
  public void close(int code, String reason) {
    end(code, reason);
  }

  private void end(int code, String reason) {
    if (closing.compareAndSet(false, true)) {
      closeCode = code;
      closeReason = reason;
      WebSocketListener to = listener;
      CompletionStage<?> settled =
          to == null ? CompletableFuture.completedFuture(null) : to.settled();
      CompletionStage<?> _ = settled.whenComplete((_, _) -> over());
    }
  }

  private void over() {
    farewell.set(true);
    if (!reading.isHeldByCurrentThread()) {
      tell();
    }
  }

  private void tell() {
    WebSocketListener to = listener;
    if (to != null && farewell.get() && told.compareAndSet(false, true)) {
      to.closed(closeCode, closeReason);
    }
  }
}
