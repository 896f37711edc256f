package dev.holdfast.server.edge;

import io.helidon.common.buffers.BufferData;
import io.helidon.common.socket.HelidonSocket;
import io.helidon.common.socket.PeerInfo;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/**
 * The socket of one connection, with or without TLS. While it waits for the first bytes it holds a
 * buffer of 512 bytes only, which grows with what comes: Helidon's own holds 8 KiB for as long as
 * it lives, 60 MB for 5,000 clients that say nothing.
 *
 * <p>One thread reads, one writes, and any may close it.
 */
final class ClientSocket implements HelidonSocket {
  private static final int SMALLEST = 512;
  private static final int LARGEST = 16 * 1024;
  private static final AtomicLong NUMBERS = new AtomicLong();

  private final SocketChannel channel;
  private final @Nullable Securing securing;
  private final InetSocketAddress remote;
  private final InetSocketAddress local;
  private final long number = NUMBERS.incrementAndGet();
  private volatile @Nullable SSLSocket secure;
  private InputStream in;
  private OutputStream out;
  private int next = SMALLEST;

  /** What came before anybody waited for it. */
  private byte @Nullable [] first;

  /**
   * Takes a connection over.
   *
   * @param sendBuffer in bytes
   * @param securing puts TLS on top of it; null for none
   * @throws IOException it is gone already
   */
  ClientSocket(SocketChannel channel, int sendBuffer, @Nullable Securing securing)
      throws IOException {
    this.channel = channel;
    this.securing = securing;
    channel.setOption(StandardSocketOptions.SO_SNDBUF, sendBuffer);
    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    this.remote = (InetSocketAddress) channel.getRemoteAddress();
    this.local = (InetSocketAddress) channel.getLocalAddress();
    this.in = channel.socket().getInputStream();
    this.out = channel.socket().getOutputStream();
  }

  /**
   * Reads what is there without waiting; it is the beginning of what {@link #get} gives out.
   *
   * @return null when that is nothing, or means nothing yet because TLS is spoken
   */
  byte @Nullable [] hear() {
    if (securing != null) {
      return null;
    }
    ByteBuffer heard = ByteBuffer.allocate(SMALLEST);
    try {
      if (channel.read(heard) > 0) {
        first = Arrays.copyOf(heard.array(), heard.position());
      }
    } catch (IOException gone) {
      // Whoever waits for the next byte sees that.
    }
    return first;
  }

  /**
   * Writes what is the last, without waiting, and says that it was.
   *
   * @return false when the client is gone, or does not take it
   */
  boolean finish(byte[] last) throws IOException {
    if (channel.write(ByteBuffer.wrap(last)) < last.length) {
      return false;
    }
    channel.shutdownOutput();
    return true;
  }

  /** Lets a selector wait for what the client sends; before {@link #begin} only. */
  void register(Selector selector, Object attachment) throws IOException {
    channel.register(selector, SelectionKey.OP_READ, attachment);
  }

  /** Reads what is there without waiting; negative at the end. */
  int read(ByteBuffer into) throws IOException {
    return channel.read(into);
  }

  /** Whether something was heard that nobody has taken yet. */
  boolean hasHeard() {
    return first != null;
  }

  /** Waits from now on, and agrees on the keys of TLS, if that is spoken. */
  void begin() {
    Securing tls = securing;
    try {
      channel.configureBlocking(true);
      if (tls == null) {
        return;
      }
      SSLSocket made = tls.secure(channel.socket());
      secure = made;
      made.startHandshake();
      in = made.getInputStream();
      out = made.getOutputStream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public byte @Nullable [] get() {
    byte[] heard = first;
    if (heard != null) {
      first = null;
      return heard;
    }
    byte[] bytes = new byte[next];
    int read;
    try {
      read = in.read(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    if (read < 0) {
      return null;
    }
    if (read == bytes.length) {
      next = Math.min(LARGEST, next * 4);
      return bytes;
    }
    next = Math.max(SMALLEST, Math.min(next, Integer.highestOneBit(read) * 2));
    return Arrays.copyOf(bytes, read);
  }

  // It fills the caller's own array; Helidon's other way makes a new one for every read.
  @SuppressWarnings("removal")
  @Override
  public int read(BufferData buffer) {
    return buffer.readFrom(in);
  }

  @Override
  public void write(BufferData buffer) {
    buffer.writeTo(out);
  }

  /** Says that nothing more will be written; what comes can still be read. */
  void shutdownOutput() {
    try {
      SSLSocket tls = secure;
      if (tls == null) {
        channel.shutdownOutput();
      } else {
        tls.shutdownOutput();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Ends it in order; with TLS a farewell is written, which may take its time. */
  @Override
  public void close() {
    try {
      SSLSocket tls = secure;
      if (tls != null) {
        tls.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      cut();
    }
  }

  /** Ends it at once; wakes whoever reads or writes. */
  void cut() {
    try {
      channel.close();
    } catch (IOException alreadyGone) {
      // Nothing is left to close.
    }
  }

  @Override
  public void idle() {
    // The ticks watch over the time.
  }

  @Override
  public boolean isConnected() {
    return channel.isOpen();
  }

  @Override
  public PeerInfo remotePeer() {
    SSLSocket tls = secure;
    return new Peer(remote, tls == null ? null : tls.getSession());
  }

  @Override
  public PeerInfo localPeer() {
    return new Peer(local, null);
  }

  @Override
  public boolean isSecure() {
    return securing != null;
  }

  @Override
  public String socketId() {
    return "web";
  }

  @Override
  public String childSocketId() {
    return Long.toString(number);
  }
}
