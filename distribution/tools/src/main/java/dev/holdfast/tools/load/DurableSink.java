package dev.holdfast.tools.load;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * The least that a server can do for an acknowledgement that means "on disk": one thread reads what
 * has come, appends it to a file, forces the file, and answers. It checks, parses, stores and
 * limits nothing, so it is the bare loop that an ingest server is held against.
 */
public final class DurableSink implements AutoCloseable {
  private static final int BLOCK = 1024 * 1024;

  /** A new file is begun then, as a journal does; the load of a run need not fit on the disk. */
  private static final long FILE_SIZE = 64L * 1024 * 1024;

  private final Path directory;
  private final ServerSocketChannel listening;
  private final Selector selector;
  private final Queue<SocketChannel> arrived = new ConcurrentLinkedQueue<>();
  private final ByteBuffer block = ByteBuffer.allocateDirect(BLOCK);
  private final Thread loop;
  private FileChannel file;
  private Path path;
  private int files;

  /** Begins to listen; files are made in the directory, and removed. */
  public DurableSink(Path directory) throws IOException {
    this.directory = directory;
    this.path = directory.resolve("bare-loop-0");
    this.file = create(path);
    this.listening = ServerSocketChannel.open();
    this.selector = Selector.open();
    listening.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 256);
    Thread.ofPlatform().daemon().name("durable-sink-accept").start(this::accept);
    this.loop = Thread.ofPlatform().daemon().name("durable-sink").start(this::run);
  }

  /** Prints its port and serves until its input ends; the only argument is the directory. */
  public static void main(String[] arguments) throws Exception {
    DurableSink sink = new DurableSink(Path.of(arguments[0]));
    System.out.println(sink.uri().getPort());
    Thread end = Thread.ofPlatform().daemon().name("durable-sink-end").start(sink::closeAtEnd);
    sink.loop.join();
    if (!sink.listening.isOpen()) {
      end.join();
    }
  }

  private void closeAtEnd() {
    try {
      System.in.transferTo(OutputStream.nullOutputStream());
    } catch (IOException e) {
      // Whoever has started it has gone, too.
    }
    close();
  }

  public URI uri() {
    return URI.create("ws://127.0.0.1:" + listening.socket().getLocalPort() + "/ingest");
  }

  @Override
  public void close() {
    try {
      listening.close();
      selector.wakeup();
      loop.join();
      file.close();
      Files.deleteIfExists(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static FileChannel create(Path path) throws IOException {
    return FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
  }

  private void accept() {
    while (listening.isOpen()) {
      try {
        SocketChannel connection = listening.accept();
        connection.setOption(StandardSocketOptions.TCP_NODELAY, true);
        ServerSide.accept(
            connection.socket().getInputStream(), connection.socket().getOutputStream());
        connection.configureBlocking(false);
        arrived.add(connection);
        selector.wakeup();
      } catch (IOException e) {
        // The sink is closed, or a client has gone before it was one.
      }
    }
  }

  private void run() {
    try (selector) {
      while (listening.isOpen()) {
        selector.select();
        round();
      }
      for (SelectionKey key : selector.keys()) {
        key.channel().close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Everything that has come, one force, and the answers. */
  private void round() throws IOException {
    SocketChannel connection = arrived.poll();
    while (connection != null) {
      connection.register(selector, SelectionKey.OP_READ, new FrameCounter());
      connection = arrived.poll();
    }
    List<SelectionKey> owed = new ArrayList<>();
    for (SelectionKey key : selector.selectedKeys()) {
      if (read(key)) {
        owed.add(key);
      }
    }
    selector.selectedKeys().clear();
    if (!owed.isEmpty()) {
      append();
      file.force(false);
      owed.forEach(DurableSink::answer);
    }
  }

  /** Whether it brought events. */
  private boolean read(SelectionKey key) throws IOException {
    FrameCounter frames = (FrameCounter) key.attachment();
    SocketChannel connection = (SocketChannel) key.channel();
    try {
      int read = connection.read(ByteBuffer.wrap(frames.buffer(), frames.start(), frames.room()));
      if (read < 0) {
        connection.close();
        return false;
      }
      if (block.remaining() < read) {
        append();
      }
      block.put(frames.buffer(), frames.start(), read);
      return frames.take(read) > 0;
    } catch (IOException gone) {
      connection.close();
      return false;
    }
  }

  private void append() throws IOException {
    block.flip();
    while (block.hasRemaining()) {
      file.write(block);
    }
    block.clear();
    if (file.position() > FILE_SIZE) {
      file.force(false);
      file.close();
      Files.delete(path);
      path = directory.resolve("bare-loop-" + ++files);
      file = create(path);
    }
  }

  private static void answer(SelectionKey key) {
    FrameCounter frames = (FrameCounter) key.attachment();
    SocketChannel connection = (SocketChannel) key.channel();
    ByteBuffer frame = ByteBuffer.wrap(ServerSide.acknowledgement(frames.events()));
    try {
      connection.write(frame);
      if (frame.hasRemaining()) {
        connection.close(); // A load that reads its answers never lets them pile up.
      }
    } catch (IOException gone) {
      key.cancel();
    }
  }
}
