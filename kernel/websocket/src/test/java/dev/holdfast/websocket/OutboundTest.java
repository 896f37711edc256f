package dev.holdfast.websocket;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.spi.server.MemoryBudget;
import io.helidon.common.buffers.BufferData;
import io.helidon.common.socket.HelidonSocket;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class OutboundTest {
  private final List<String> written = new ArrayList<>();
  private boolean outOfThreads;

  private final Outbound outbound =
      new Outbound(
          this::writer,
          of(HelidonSocket.class, (socket, method, arguments) -> write((BufferData) arguments[0])),
          System::nanoTime,
          new TrafficCounters(),
          1024,
          of(MemoryBudget.Reservation.class, (reservation, method, arguments) -> null),
          () -> {},
          () -> {});

  /** Writes within the call that starts it. */
  private Thread writer(Runnable work) {
    return new Thread(work) {
      @Override
      public void start() {
        if (outOfThreads) {
          throw new OutOfMemoryError("unable to create native thread");
        }
        work.run();
      }
    };
  }

  private Object write(BufferData data) {
    written.add(new String(data.readBytes(), UTF_8));
    return written;
  }

  private static <T> T of(Class<T> type, InvocationHandler handler) {
    Object made = Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler);
    return type.cast(made);
  }

  @Test
  void whatNoThreadCouldBeMadeForIsWrittenByTheNextOne() {
    outOfThreads = true;
    assertThatThrownBy(() -> outbound.offer("first".getBytes(UTF_8)))
        .isInstanceOf(OutOfMemoryError.class);
    outOfThreads = false;

    assertThat(outbound.offer("second".getBytes(UTF_8))).isTrue();

    assertThat(String.join("", written)).contains("first", "second");
    assertThat(outbound.queuedBytes()).isZero();
  }
}
