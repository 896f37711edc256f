package dev.holdfast.websocket;

import dev.holdfast.websocket.frame.CloseCode;
import dev.holdfast.websocket.frame.CloseCode.Ending;
import dev.holdfast.websocket.frame.FrameReader;
import dev.holdfast.websocket.frame.ProtocolFailure;
import io.helidon.common.buffers.BufferData;
import io.helidon.common.concurrency.limits.Limit;
import io.helidon.common.socket.HelidonSocket;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.spi.ServerConnection;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One WebSocket connection, from the answer to the handshake to the end.
 *
 * <p>Three kinds of threads meet here. The reader is Helidon's virtual thread of the socket: it
 * takes frames apart, calls the listener, and is the only one that ends the session, so that the
 * listener hears of the end exactly once and after everything else. The writer is the thread of
 * {@link Outbound}. A thread of the server watches the time limits; all it ever does is to close
 * the socket, which wakes the other two.
 *
 * <p>How the session ended is decided once, by whoever comes first: the client's close frame, our
 * own, a breach of the protocol, a time limit, the loss of the connection. That it is decided does
 * not end the reading. Every message that arrives whole in front of the end reaches the listener,
 * and no close frame goes out before the listener has settled: so the answer 1000 means that all is
 * safe, and the last acknowledgement stands in front of it.
 */
final class Connection implements ServerConnection, FrameReader.Sink {
  private static final System.Logger LOG = System.getLogger("dev.holdfast.websocket");

  /**
   * A virtual thread whose socket always has data never gives up its carrier: 16 hot producers kept
   * every other virtual thread waiting for over 8 s, /health included. Yielding did not help,
   * parking once in this time did (0.3 s at most); parking more often costs throughput.
   */
  private static final long SLICE = 500_000;

  /**
   * Reads between two parks, so that a connection with little traffic is spared most of them. How
   * long a read took is no sign of a park: that of a preempted thread takes long, too.
   */
  private static final int READS = 4;

  /** Beside the rest of a message: what was sent before the close frame was seen. */
  private static final int LINGERS_FOR = 64 * 1024;

  /** After such a pause the buffers become small again. */
  private static final long QUIET = 10_000_000_000L;

  private static final ThreadFactory WRITERS =
      Thread.ofVirtual().name("holdfast-websocket-write").factory();

  private final ConnectionContext context;
  private final HelidonSocket socket;
  private final Handshake.Accepted accepted;
  private final Route route;
  private final Sessions sessions;
  private final LongSupplier ticker;
  private final Outbound outbound;
  private final Session session;
  private final MessageMemory.Share reservation;
  private final MessageMemory.Share largerBuffer;
  private final FrameReader frames;
  private final ListenerInvoker delivery;
  private final TimeLimits limits;
  private final AtomicReference<@Nullable Ending> ending = new AtomicReference<>();
  private volatile boolean lingering;
  private volatile boolean gone;
  private volatile @Nullable Due due;
  private volatile @Nullable Late late;
  private @Nullable Ending byClient;

  Connection(ConnectionContext context, Handshake.Accepted accepted, Sessions sessions) {
    this.context = context;
    this.socket = context.serverSocket();
    this.accepted = accepted;
    this.route = accepted.route();
    this.sessions = sessions;
    this.ticker = sessions.ticker();
    WebSocketConfig config = sessions.config();
    this.outbound =
        new Outbound(
            WRITERS,
            socket,
            ticker,
            route.tally(),
            config.outboundQueue().bytes(),
            sessions.unfinished().open(accepted.holders()),
            this::closeWritten,
            this::lost);
    this.session = new Session(sessions.nextId(), accepted, this, outbound);
    int maxMessage = (int) Math.min(route.options().maxMessage().bytes(), Integer.MAX_VALUE - 64);
    this.reservation = sessions.unfinished().open(accepted.holders());
    this.largerBuffer = sessions.unfinished().open();
    this.frames = new FrameReader(this, maxMessage, config.maxFragments(), reservation);
    this.delivery = new ListenerInvoker(route, this, ticker, sessions.thrown());
    this.limits = new TimeLimits(config, ticker.getAsLong());
  }

  /** A close that is planned. */
  private record Due(long at, int code, String reason) {}

  /** What becomes of a close whose listener does not settle. */
  private record Late(long at, Runnable then) {}

  @Override
  public void handle(Limit limit) throws InterruptedException {
    try {
      ReadBuffer buffer = begin();
      try {
        read(buffer);
        if (byClient != null) {
          answer(byClient);
          outbound.awaitEnd(settleNanos() + sessions.config().writeTimeout().toNanos());
        }
        if (buffer.hasRest()) {
          linger(buffer);
        }
      } catch (ProtocolFailure failure) {
        delivery.drained();
        if (failure.code() == CloseCode.PROTOCOL_ERROR || failure.code() == CloseCode.NOT_UTF8) {
          accepted.violated().run();
        }
        close(failure.code(), failure.reason());
        frames.abandon();
        outbound.awaitEnd(settleNanos() + sessions.config().writeTimeout().toNanos());
        linger(buffer);
      }
    } catch (UncheckedIOException connectionLost) {
      end(new Ending(CloseCode.LOST, "the connection was lost"));
    } catch (RuntimeException bug) {
      // Helidon would write an HTTP answer into the stream.
      route.failed(bug, ticker.getAsLong());
      end(new Ending(CloseCode.LOST, "the server failed"));
    } finally {
      leave();
    }
  }

  private ReadBuffer begin() {
    socket.write(BufferData.create(accepted.response().getBytes(StandardCharsets.US_ASCII)));
    sessions.join(this);
    route.join(this);
    LOG.log(System.Logger.Level.DEBUG, "{0} {1} opened", route.path(), session);
    if (route.removed()) {
      close(CloseCode.RESTART, "endpoint restarts");
    } else {
      delivery.open(session);
    }
    return new ReadBuffer(early(), largerBuffer);
  }

  /** What was read together with the request. Asked for 0 bytes, the reader would wait for more. */
  private byte[] early() {
    int available = context.dataReader().available();
    return available == 0 ? new byte[0] : context.dataReader().readBytes(available);
  }

  private void read(ReadBuffer buffer) throws InterruptedException {
    long sliceBegan = ticker.getAsLong();
    int reads = 0;
    while (true) {
      buffer.consume(frames);
      delivery.drained();
      if (frames.closed()) {
        return;
      }
      long before = ticker.getAsLong();
      if (++reads >= READS && before - sliceBegan > SLICE) {
        LockSupport.parkNanos(1);
        before = ticker.getAsLong();
        sliceBegan = before;
        reads = 0;
      }
      boolean inFrame = frames.inFrame() || buffer.hasRest();
      limits.reading(
          before, inFrame, inFrame || frames.inMessage(), frames.finished(), buffer.received());
      boolean more = buffer.read(socket);
      limits.busy();
      if (!more) {
        end(new Ending(CloseCode.LOST, "the connection was lost"));
        return;
      }
      if (ticker.getAsLong() - before > QUIET) {
        buffer.shrink();
      }
      if (lingering) {
        frames.abandon();
        outbound.awaitEnd(settleNanos() + sessions.config().writeTimeout().toNanos());
        linger(buffer);
        return;
      }
    }
  }

  @Override
  public void message(boolean text, ByteBuffer payload) {
    delivery.message(text, payload);
  }

  @Override
  public void ping(byte[] payload) {
    outbound.pong(payload);
  }

  /** It is answered behind the messages that stand before it. */
  @Override
  public void close(Ending ending) {
    byClient = ending;
  }

  private void answer(Ending ending) {
    if (!open()) {
      return; // Ours came first; this is the answer to it, or both were under way.
    }
    limits.endBy(ticker.getAsLong() + settleNanos() + sessions.config().writeTimeout().toNanos());
    byte[] same =
        ending.code() == CloseCode.NONE_GIVEN ? new byte[0] : CloseCode.payload(ending.code(), "");
    settle(
        () -> {
          if (delivery.ignoredSome()) {
            notKept();
          } else if (end(ending)) {
            outbound.close(same);
          }
        },
        this::notKept);
  }

  private void notKept() {
    Ending later = new Ending(CloseCode.TRY_AGAIN_LATER, "not all that was sent is kept");
    if (end(later)) {
      outbound.close(CloseCode.payload(later.code(), later.reason()));
    }
  }

  /** Sends what is queued and a close frame once the listener has settled. Never blocks. */
  void close(int code, String reason) {
    if (end(new Ending(code, reason))) {
      WebSocketConfig config = sessions.config();
      Duration longest = config.writeTimeout().plus(config.closeTimeout());
      limits.endBy(ticker.getAsLong() + settleNanos() + longest.toNanos());
      byte[] payload = CloseCode.payload(code, reason);
      settle(() -> outbound.close(payload), () -> outbound.close(payload));
    }
  }

  private void settle(Runnable safe, Runnable notSafe) {
    late = new Late(ticker.getAsLong() + settleNanos(), notSafe);
    CompletionStage<?> _ =
        delivery.settled().whenComplete((_, failure) -> (failure == null ? safe : notSafe).run());
  }

  private long settleNanos() {
    return sessions.config().settleTimeout().toNanos();
  }

  void closeAt(long at, int code, String reason) {
    due = new Due(at, code, reason);
  }

  private void closeWritten() {
    limits.endBy(ticker.getAsLong() + sessions.config().closeTimeout().toNanos());
  }

  /** Nothing can be written; what the client sent before it went is still read. */
  private void lost() {
    end(new Ending(CloseCode.LOST, "the connection was lost"));
    outbound.abandon();
    limits.endBy(ticker.getAsLong() + sessions.config().closeTimeout().toNanos());
  }

  /** Whether nothing has ended it yet. */
  boolean open() {
    return ending.get() == null;
  }

  private boolean end(Ending how) {
    return ending.compareAndSet(null, how);
  }

  /**
   * Reads and throws away for a moment: a socket that is closed with bytes unread resets the
   * connection, and the client may never see the close frame. Not more than the rest of a message
   * that it may be in the middle of.
   */
  private void linger(ReadBuffer buffer) {
    lingering = true;
    long before = buffer.received();
    long most = route.options().maxMessage().bytes() + LINGERS_FOR;
    limits.endBy(ticker.getAsLong() + sessions.config().lingerTimeout().toNanos());
    do {
      buffer.clear();
    } while (buffer.read(socket) && buffer.received() - before <= most);
  }

  /** Called some times a second by the thread that watches the time. */
  void tick(long now) {
    if (gone) {
      return;
    }
    ForcedClose cut = limits.exceeded(now, outbound.writingSince());
    if (cut != null) {
      if (cut.farewell().isEmpty()) {
        cut(cut);
      } else {
        refuse(cut);
      }
      return;
    }
    Late unsettled = late;
    if (unsettled != null && now - unsettled.at() >= 0) {
      late = null;
      unsettled.then().run();
    }
    Due planned = due;
    if (planned != null && now - planned.at() >= 0) {
      due = null;
      close(planned.code(), planned.reason());
    }
    if (limits.pingDue(now)) {
      outbound.ping();
    }
  }

  /** Says why nothing more is taken; the rest of what the client sends is thrown away. */
  private void refuse(ForcedClose reason) {
    if (end(new Ending(CloseCode.POLICY, reason.farewell()))) {
      sessions.figures().cut(reason);
      LOG.log(
          System.Logger.Level.DEBUG,
          "{0} {1} is refused: it {2}",
          route.path(),
          session,
          reason.reason());
      limits.endBy(ticker.getAsLong() + settleNanos() + sessions.config().closeTimeout().toNanos());
      lingering = true;
      byte[] payload = CloseCode.payload(CloseCode.POLICY, reason.farewell());
      settle(() -> outbound.close(payload), () -> outbound.close(payload));
    }
  }

  /** Closes the socket at once. */
  void cut(ForcedClose reason) {
    if (!gone && !lingering) {
      sessions.figures().cut(reason);
      LOG.log(
          System.Logger.Level.DEBUG,
          "{0} {1} is cut: it {2}",
          route.path(),
          session,
          reason.reason());
    }
    end(new Ending(CloseCode.LOST, reason.reason()));
    drop();
  }

  private void drop() {
    gone = true;
    outbound.abandon();
    if (context.isSecure()) {
      // May wait for the writer, which the interrupt in abandon() ends.
      Thread.ofVirtual().name("holdfast-websocket-close").start(this::closeSocket);
    } else {
      closeSocket();
    }
  }

  private void closeSocket() {
    try {
      socket.close();
    } catch (UncheckedIOException alreadyGone) {
      // Nothing is left to close.
    }
  }

  private void leave() {
    delivery.drained();
    end(new Ending(CloseCode.LOST, "the connection was lost"));
    drop();
    Ending how = Objects.requireNonNull(ending.get());
    delivery.closed(how);
    frames.abandon();
    reservation.close();
    largerBuffer.close();
    sessions.figures().closed(how.code());
    route.leave(this);
    sessions.leave(this);
    route.places().giveBack();
    sessions.places().giveBack();
  }

  /** Helidon's own timer only sees what is received: our pings decide. */
  @Override
  public Duration idleTime() {
    return Duration.ZERO;
  }

  /** Helidon stops; whoever should have heard a farewell has heard it by now. */
  @Override
  public void close(boolean interrupt) {
    cut(ForcedClose.SHUTDOWN);
  }
}
