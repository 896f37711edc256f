package dev.holdfast.server.process;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** The other side of NOTIFY_SOCKET: keeps every datagram. */
final class DatagramReceiver implements AutoCloseable {
  private static final int DONT_WAIT = 0x40;
  private static final int LONGEST = 4096;

  private final List<String> received = new CopyOnWriteArrayList<>();
  private final Arena arena = Arena.ofShared();
  private final int socket;

  DatagramReceiver(String name) throws Throwable {
    socket =
        (int)
            CLibrary.function(
                    "socket", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT))
                .invoke(1, 2, 0);
    MemorySegment address = NotifySocket.address(arena, name);
    int bound =
        (int)
            CLibrary.function("bind", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT))
                .invoke(socket, address, (int) address.byteSize());
    assertThat(bound).as("bind " + name).isZero();
  }

  /** All that has come so far. */
  List<String> received() {
    try (Arena call = Arena.ofConfined()) {
      MemorySegment buffer = call.allocate(LONGEST);
      for (long length = receive(buffer); length >= 0; length = receive(buffer)) {
        byte[] bytes = buffer.asSlice(0, length).toArray(ValueLayout.JAVA_BYTE);
        received.add(new String(bytes, UTF_8));
      }
    }
    return received;
  }

  private long receive(MemorySegment buffer) {
    try {
      return (long)
          CLibrary.function(
                  "recv", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT))
              .invoke(socket, buffer, (long) LONGEST, DONT_WAIT);
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() throws IOException {
    try {
      var _ =
          (int)
              CLibrary.function("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT)).invoke(socket);
    } catch (Throwable e) {
      throw new IOException(e);
    } finally {
      arena.close();
    }
  }
}
