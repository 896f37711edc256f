package dev.holdfast.server.edge;

import dev.holdfast.server.edge.ConnectionClock.State;
import dev.holdfast.server.edge.http.Admission;
import dev.holdfast.server.edge.http.BadMessage;
import dev.holdfast.server.edge.http.ClientFault;
import dev.holdfast.server.edge.http.ClientGone;
import dev.holdfast.server.edge.http.ProbePaths;
import dev.holdfast.server.edge.http.RequestHead;
import dev.holdfast.server.edge.http.RequestReader;
import dev.holdfast.server.memory.NoCapacity;
import dev.holdfast.spi.ProblemException;
import io.helidon.common.buffers.BufferData;
import io.helidon.common.socket.PeerInfo;
import io.helidon.http.HttpException;
import io.helidon.http.RequestException;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.spi.ServerConnection;
import java.io.UncheckedIOException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * One TCP connection of an HTTP client. It cuts what comes into requests and lets Helidon serve
 * each of them as a connection of its own, so that the end of a request is decided here and nowhere
 * else.
 *
 * <p>Two threads meet here: the virtual thread of the connection, and that of the ticks, which
 * watches the time limits. All that the second ever does is to close the socket, which wakes the
 * first.
 */
final class ClientConnection {
  private static final System.Logger LOG = System.getLogger("dev.holdfast.web");

  /** Larger answers are written in pieces, each of which has the whole write limit. */
  private static final int PIECE = 64 * 1024;

  private final Edge edge;
  private final ClientSocket socket;
  private final String peer;
  private final RequestReader requests;
  private final ConnectionClock clock;
  private final BodyReservation reservation;
  private final AtomicBoolean begun = new AtomicBoolean();
  private final AtomicBoolean left = new AtomicBoolean();
  private volatile boolean probesOnly;
  private volatile boolean refused;
  private volatile boolean onProbeThread;

  /** Whether it has one of the edge's turns; of the connection's thread, once that runs. */
  private boolean hasTurn;

  /** The body of this request cannot be read to its end. */
  private boolean bodyFailed;

  private volatile boolean closing;
  private volatile boolean cut;
  private volatile @Nullable Exchange exchange;
  private volatile @Nullable ServerConnection http;
  private volatile @Nullable Thread thread;

  ClientConnection(Edge edge, ClientSocket socket) {
    this.edge = edge;
    this.socket = socket;
    this.peer = socket.remotePeer().host();
    this.reservation = new BodyReservation(edge.memory(), peer);
    PeerInfo here = socket.localPeer();
    String local = here.host();
    String host = local.contains(":") ? "[" + local.replaceFirst("%.*", "") + "]" : local;
    this.requests =
        new RequestReader(this::read, edge.limits().maxHead().toInt(), host + ":" + here.port());
    this.clock = new ConnectionClock(edge.limits(), edge::now, socket.isSecure());
  }

  /** It has come; on the listener's thread. It waits for its first word without a thread. */
  void arrive() {
    edge.join(this);
    if (!edge.slots().take(peer)) {
      probesOnly = true;
      ClientConnection oldest = edge.slots().takeForProbes(this);
      if (oldest != null) {
        oldest.makeRoom();
      }
    }
  }

  /** It has said something, or is gone; on the listener's thread. */
  void spoke() {
    if (begun.compareAndSet(false, true)) {
      byte[] first = socket.hear();
      if (probesOnly && first != null && ProbePaths.isForAnother(first)) {
        refused = true;
        clock.enter(State.LINGERING);
        edge.refuse(socket, peer, this::leave);
        return;
      }
      onProbeThread = first != null && ProbePaths.isWholeRequest(first);
      if (onProbeThread && edge.probeThreads().run(peer, this::run)) {
        return;
      }
      onProbeThread = false;
      if (first == null) {
        start();
      } else {
        edge.turns().take(this::startInTurn);
      }
    }
  }

  private void startInTurn() {
    hasTurn = true;
    start();
  }

  private void start() {
    try {
      Thread.ofVirtual().name("holdfast-web").start(this::run);
    } catch (RuntimeException | Error e) {
      leave();
      throw e;
    }
  }

  /** What follows may take its time. */
  private void giveTurnBack() {
    if (hasTurn) {
      hasTurn = false;
      edge.turns().giveBack();
    }
  }

  /** Serves the client to its end; on a thread of its own. */
  private void run() {
    thread = Thread.currentThread();
    try {
      socket.begin();
      serve();
      end();
    } catch (RequestReader.Vanished vanished) {
      fault(ClientFault.VANISHED_IN_HEAD, "");
    } catch (CloseConnectionException | UncheckedIOException gone) {
      lost();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    } catch (RequestException | HttpException refused) {
      // Helidon has answered it.
    } catch (RuntimeException bug) {
      LOG.log(System.Logger.Level.WARNING, "A connection from " + peer + " was given up.", bug);
    } finally {
      leave();
    }
  }

  /** TLS has a farewell, which a client may not want to read. */
  private void end() {
    if (socket.isSecure() && !cut) {
      clock.writes();
      socket.close();
    }
  }

  private void leave() {
    if (!left.compareAndSet(false, true)) {
      return;
    }
    giveTurnBack();
    cut = true;
    socket.cut();
    if (probesOnly) {
      edge.slots().giveBackForProbes(this);
    } else {
      edge.slots().giveBack(peer);
    }
    edge.leave(this);
  }

  /** Another one may be a probe, and this one has had its time. */
  private void makeRoom() {
    if (clock.is(State.IDLE) || clock.is(State.HEAD) || clock.is(State.LINGERING)) {
      cut();
    }
  }

  /** Whether it ends behind one request: it has no slot but for a probe, or a thread for one. */
  boolean isForOne() {
    return probesOnly || onProbeThread;
  }

  private void serve() throws InterruptedException {
    boolean more = true;
    while (more && !closing) {
      clock.enter(State.IDLE);
      RequestHead head;
      try {
        head = requests.head();
        if (head == null) {
          return;
        }
        clock.bodyBegins();
        bodyFailed = false;
        if (head.chunked() && !head.expectsContinue()) {
          requests.readAhead();
        }
      } catch (BadMessage refused) {
        fault(refused.fault(), refused.problem().why());
        refuse(refused, null);
        return;
      }
      if (probesOnly && !head.isForProbes()) {
        refuse(RefusalAnswer.noConnectionPlace(peer), head);
        return;
      }
      more = exchangeInPlace(head);
    }
  }

  /** A probe needs no slot for its request, and a WebSocket session has one of its own kind. */
  private boolean exchangeInPlace(RequestHead head) throws InterruptedException {
    if (head.webSocket() || head.isForProbes()) {
      return exchange(head);
    }
    RequestSlots slots = edge.requests();
    try {
      slots.take(peer);
    } catch (NoCapacity overloaded) {
      refuse(overloaded, head);
      return false;
    }
    try {
      return exchange(head);
    } finally {
      slots.giveBack(peer);
    }
  }

  /** Returns whether another request may follow. */
  private boolean exchange(RequestHead head) throws InterruptedException {
    giveTurnBack();
    Exchange current = new Exchange(this, requests, head);
    exchange = current;
    clock.enter(State.ANSWERING);
    ServerConnection one = edge.http().connection(current);
    http = one;
    try {
      one.handle(edge.http().limit());
    } finally {
      http = null;
      reservation.release();
    }
    if (clock.is(State.UPGRADED) || cut) {
      return false;
    }
    if (current.keepsAlive() && skipBodyInHand()) {
      return true;
    }
    if (!requests.isAtEnd() || requests.hasRest()) {
      linger(Long.MAX_VALUE);
    }
    return false;
  }

  private boolean skipBodyInHand() {
    if (!requests.hasBodyInHand()) {
      return false;
    }
    while (!requests.isAtEnd()) {
      requests.body();
    }
    return true;
  }

  /** Helidon has read the head and must not look for another one. */
  void routed() {
    ServerConnection one = http;
    Exchange current = exchange;
    if (one != null && current != null && !current.head().webSocket()) {
      one.close(false);
    }
  }

  void upgraded() {
    clock.enter(State.UPGRADED);
  }

  /** For the route that reads the body. */
  byte @Nullable [] body() {
    if (bodyFailed) {
      // A route that closes its stream reads on; nothing behind the failure means anything.
      throw new ClientGone("the body failed before");
    }
    try {
      byte[] piece = requests.body();
      if (piece != null) {
        reservation.add(piece.length);
      }
      return piece;
    } catch (BadMessage bad) {
      fault(bad.fault(), bad.problem().why());
      bodyFailed = true;
      throw bad;
    } catch (RequestReader.Vanished vanished) {
      fault(ClientFault.VANISHED_IN_BODY, "");
      bodyFailed = true;
      throw new BadMessage(ClientFault.FRAMING, "the connection ended before the body did");
    } catch (ClientGone gone) {
      bodyFailed = true;
      throw gone;
    } finally {
      clock.enter(State.ANSWERING);
    }
  }

  private byte @Nullable [] read(RequestReader.Wait wait) {
    switch (wait) {
      case REQUEST -> clock.enter(State.IDLE);
      case HEAD -> clock.enter(State.HEAD);
      case BODY -> {
        clock.enter(State.BODY);
        clock.bodyIsWaitedFor();
      }
    }
    if (!socket.hasHeard()) {
      giveTurnBack();
    }
    byte[] bytes;
    try {
      bytes = socket.get();
    } catch (UncheckedIOException gone) {
      if (wait == RequestReader.Wait.BODY && !cut) {
        fault(ClientFault.VANISHED_IN_BODY, "");
      }
      throw new ClientGone("the client is gone");
    }
    if (wait == RequestReader.Wait.BODY) {
      clock.bodyHasCome(bytes == null ? 0 : bytes.length);
    } else if (bytes != null) {
      clock.enter(State.HEAD);
    }
    return bytes;
  }

  /** Writes a part of an answer; the client has the write limit for each piece of it. */
  void write(BufferData data) {
    if (cut) {
      throw new ClientGone("the connection was cut");
    }
    if (data.available() <= PIECE) {
      writePiece(data);
      return;
    }
    byte[] piece = new byte[PIECE];
    while (data.available() > 0) {
      int length = data.read(piece, 0, PIECE);
      // A buffer of Helidon's that does not begin at 0 writes the wrong bytes.
      writePiece(BufferData.create(piece, 0, length));
    }
  }

  private void writePiece(BufferData data) {
    clock.writes();
    try {
      socket.write(data);
    } catch (UncheckedIOException gone) {
      if (!cut) {
        fault(ClientFault.VANISHED_IN_ANSWER, "");
      }
      throw new ClientGone("the client is gone");
    } finally {
      clock.hasWritten();
    }
  }

  /** Answers what no route will see, and reads on for a moment. */
  private void refuse(ProblemException refused, @Nullable RequestHead head) {
    write(
        BufferData.create(
            RefusalAnswer.of(refused, head == null || !head.method().equals("HEAD"))));
    linger(refused instanceof NoCapacity ? ConnectionRefusals.MOST_READ : Long.MAX_VALUE);
  }

  /**
   * Says that this was all, and reads and throws away for a moment: a socket that is closed with
   * bytes unread resets the connection, and the client may never see the answer (RFC 9112, 9.6).
   */
  private void linger(long most) {
    clock.enter(State.LINGERING);
    giveTurnBack();
    try {
      socket.shutdownOutput();
      byte[] thrownAway;
      long all = 0;
      do {
        thrownAway = socket.get();
        all += thrownAway == null ? 0 : thrownAway.length;
      } while (thrownAway != null && all <= most);
    } catch (UncheckedIOException over) {
      // The client has reset it, or the time is over.
    }
  }

  private void fault(ClientFault fault, String why) {
    edge.fault(fault, peer, why);
    fault.offence().ifPresent(offence -> edge.admission().offended(socket.remotePeer(), offence));
  }

  private void lost() {
    if (clock.is(State.HEAD) && !cut) {
      fault(ClientFault.VANISHED_IN_HEAD, "");
    }
  }

  /** Called some times a second by the ticks' thread. */
  void tick(long now) {
    if (cut) {
      return;
    }
    switch (clock.overdue(now, probesOnly)) {
      case NOTHING -> {}
      case READER -> {
        fault(ClientFault.SLOW_READER, "");
        cut();
      }
      case HANDSHAKE -> {
        edge.admission().offended(socket.remotePeer(), Admission.FaultClass.TOO_SLOW);
        cut();
      }
      case NEXT_REQUEST, FAREWELL -> cut();
      case HEAD -> tooSlow(new BadMessage(ClientFault.SLOW_HEAD, ""));
      case BODY -> tooSlow(new BadMessage(ClientFault.SLOW_BODY, ""));
    }
  }

  private void tooSlow(BadMessage reason) {
    fault(reason.fault(), reason.problem().why());
    Exchange current = exchange;
    boolean answers = clock.is(State.HEAD) || (current != null && current.claim());
    cut = true;
    Thread.ofVirtual()
        .name("holdfast-web-cut")
        .start(() -> {
          if (answers) {
            tell(reason);
          }
          socket.cut();
        });
  }

  /** The client has sent too little; what it is told fits into its empty buffer, or is not told. */
  private void tell(BadMessage reason) {
    try {
      socket.write(BufferData.create(RefusalAnswer.of(reason, true)));
    } catch (UncheckedIOException gone) {
      // Nobody is there to hear it.
    }
  }

  private void cut() {
    cut = true;
    socket.cut();
    if (begun.compareAndSet(false, true) || refused) {
      // It has no thread that would notice.
      leave();
    }
  }

  /** For Helidon, and for what becomes of the connection when it was upgraded. */
  ClientSocket socket() {
    return socket;
  }

  HelidonHttp helidon() {
    return edge.http();
  }

  /**
   * The server stops.
   *
   * @param atOnce whether a request under way is given up
   */
  void close(boolean atOnce) {
    closing = true;
    ServerConnection one = http;
    if (one != null) {
      one.close(atOnce);
    }
    if (clock.is(State.IDLE) || clock.is(State.HANDSHAKE) || atOnce) {
      cut();
    }
    Thread connection = thread;
    if (atOnce && connection != null) {
      connection.interrupt();
    }
  }
}
