package dev.holdfast.server.edge;

import dev.holdfast.server.edge.http.AnswerWriter;
import dev.holdfast.server.edge.http.ClientGone;
import dev.holdfast.server.edge.http.RequestHead;
import dev.holdfast.server.edge.http.RequestReader;
import io.helidon.common.buffers.DataReader;
import io.helidon.common.buffers.DataWriter;
import io.helidon.common.socket.HelidonSocket;
import io.helidon.common.socket.PeerInfo;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Headers;
import io.helidon.http.ServerResponseHeaders;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.ListenerContext;
import io.helidon.webserver.ProxyProtocolData;
import io.helidon.webserver.Router;
import io.helidon.webserver.http1.Http1ConnectionListener;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * One request and its answer, as a connection that Helidon serves: it ends where the request ends,
 * so that nothing left unread can be taken for another request.
 */
final class Exchange implements ConnectionContext {
  private final RequestHead head;
  private final RequestReader requests;
  private final ClientConnection client;
  private final DataReader reader = DataReader.create(this::next);
  private final AnswerWriter writer;
  private final AtomicBoolean answered = new AtomicBoolean();
  private boolean begun;
  private volatile boolean close;

  Exchange(ClientConnection client, RequestReader requests, RequestHead head) {
    this.client = client;
    this.requests = requests;
    this.head = head;
    this.writer = new AnswerWriter(client::write);
    this.close = !head.keepAlive() || head.webSocket() || client.isForOne();
  }

  /** Hears of every answer just before its head is written, and may change it. */
  static final class Answers implements Http1ConnectionListener {
    @Override
    public void headers(ConnectionContext context, Headers headers) {
      if (context instanceof Exchange exchange
          && headers instanceof ServerResponseHeaders ofAnswer) {
        exchange.answer(ofAnswer);
      }
    }
  }

  private byte @Nullable [] next() {
    if (!begun) {
      begun = true;
      return head.webSocket() ? withRest(head.bytes()) : head.bytes();
    }
    return answered.get() && close ? null : client.body();
  }

  /** Frames that came together with the handshake are for the session. */
  private byte[] withRest(byte[] handshake) {
    byte[] rest = requests.takeRest();
    byte[] both = Arrays.copyOf(handshake, handshake.length + rest.length);
    System.arraycopy(rest, 0, both, handshake.length, rest.length);
    return both;
  }

  /**
   * Decides how the connection goes on. A body that was not read to its end, and is not all here,
   * is not waited for: its sender may wait for 100, or never send it.
   */
  private void answer(ServerResponseHeaders headers) {
    if (!claim()) {
      throw new ClientGone("the request was given up");
    }
    boolean chunked = headers.contains(HeaderNames.TRANSFER_ENCODING);
    if (!(head.expectsContinue() ? requests.isAtEnd() : requests.hasBodyInHand())) {
      close = true;
    }
    if (head.minor() == 0 && (chunked || !headers.contains(HeaderNames.CONTENT_LENGTH))) {
      close = true;
    }
    if (head.method().equals("HEAD")) {
      writer.dropBody(chunked);
      close |= chunked;
    } else if (head.minor() == 0 && chunked) {
      headers.remove(HeaderNames.TRANSFER_ENCODING);
      writer.unchunk();
    }
    if (headers.containsToken(HeaderValues.CONNECTION_CLOSE)) {
      close = true;
    }
    if (close) {
      headers.set(HeaderValues.CONNECTION_CLOSE);
    } else if (head.minor() == 0) {
      headers.set(HeaderValues.CONNECTION_KEEP_ALIVE);
    }
  }

  /** Whoever gets true writes the answer. */
  boolean claim() {
    return answered.compareAndSet(false, true);
  }

  boolean isAnswered() {
    return answered.get();
  }

  /** Whether another request may follow. */
  boolean keepsAlive() {
    return !close && answered.get();
  }

  ClientConnection client() {
    return client;
  }

  RequestHead head() {
    return head;
  }

  @Override
  public DataReader dataReader() {
    return reader;
  }

  @Override
  public DataWriter dataWriter() {
    return writer;
  }

  @Override
  public ListenerContext listenerContext() {
    return client.helidon();
  }

  @Override
  public ExecutorService executor() {
    return client.helidon().executor();
  }

  @Override
  public Router router() {
    return client.helidon().router();
  }

  @Override
  public Optional<ProxyProtocolData> proxyProtocolData() {
    return Optional.empty();
  }

  @Override
  public HelidonSocket serverSocket() {
    return client.socket();
  }

  @Override
  public PeerInfo remotePeer() {
    return client.socket().remotePeer();
  }

  @Override
  public PeerInfo localPeer() {
    return client.socket().localPeer();
  }

  @Override
  public boolean isSecure() {
    return client.socket().isSecure();
  }

  @Override
  public String socketId() {
    return client.socket().socketId();
  }

  @Override
  public String childSocketId() {
    return client.socket().childSocketId();
  }
}
