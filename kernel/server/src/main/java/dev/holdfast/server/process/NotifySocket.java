package dev.holdfast.server.process;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/**
 * Sends datagrams to the socket that systemd names in NOTIFY_SOCKET (sd_notify(3)). The JDK has no
 * datagrams of the family AF_UNIX, so the C library is called. Linux only.
 */
final class NotifySocket implements AutoCloseable {
  private static final int AF_UNIX = 1;
  private static final int SOCK_DGRAM = 2;
  private static final int SOCK_CLOEXEC = 0x80000;

  /** MSG_DONTWAIT and MSG_NOSIGNAL: a service manager that does not read must not hold us up. */
  private static final int FLAGS = 0x40 | 0x4000;

  private static final int LONGEST_PATH = 108;

  private final MethodHandle sendTo;
  private final MethodHandle close;
  private final Arena arena = Arena.ofShared();
  private final MemorySegment address;
  private final int socket;

  /**
   * Opens a socket.
   *
   * @param name a path, or a name of the abstract kind with {@code @} in front
   * @throws IOException the name is not one, or there is no socket
   */
  NotifySocket(String name) throws IOException {
    if (!name.startsWith("/") && !name.startsWith("@")) {
      throw new IOException("NOTIFY_SOCKET is neither a path nor @name: " + name);
    }
    sendTo =
        CLibrary.function(
            "sendto",
            FunctionDescriptor.of(
                JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT));
    close = CLibrary.function("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
    MethodHandle open =
        CLibrary.function("socket", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT));
    address = address(arena, name);
    socket = (int) call(open, AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (socket < 0) {
      throw new IOException("no socket of the family AF_UNIX can be made");
    }
  }

  /** struct sockaddr_un, exactly as long as its name: an abstract name has no end mark. */
  static MemorySegment address(Arena arena, String name) throws IOException {
    byte[] path = name.getBytes(UTF_8);
    boolean isAbstract = name.startsWith("@");
    if (path.length >= LONGEST_PATH) {
      throw new IOException("NOTIFY_SOCKET is longer than a socket's name may be: " + name);
    }
    if (isAbstract) {
      path[0] = 0;
    }
    MemorySegment address = arena.allocate(Short.BYTES + path.length + (isAbstract ? 0 : 1), 2);
    address.set(ValueLayout.JAVA_SHORT, 0, (short) AF_UNIX);
    MemorySegment.copy(path, 0, address, ValueLayout.JAVA_BYTE, Short.BYTES, path.length);
    return address;
  }

  /** Sends one datagram; false when nobody took it. Does not wait. */
  boolean send(String text) {
    byte[] bytes = text.getBytes(UTF_8);
    try (Arena call = Arena.ofConfined()) {
      MemorySegment message = call.allocateFrom(ValueLayout.JAVA_BYTE, bytes);
      Object sent =
          call(
              sendTo,
              socket,
              message,
              (long) bytes.length,
              FLAGS,
              address,
              (int) address.byteSize());
      return (long) sent == bytes.length;
    }
  }

  @Override
  public void close() {
    var _ = call(close, socket);
    arena.close();
  }

  private static Object call(MethodHandle function, Object... arguments) {
    try {
      return function.invokeWithArguments(arguments);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }
}
