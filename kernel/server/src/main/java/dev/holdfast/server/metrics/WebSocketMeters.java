package dev.holdfast.server.metrics;

import dev.holdfast.websocket.WebSocketFigures;
import io.helidon.metrics.api.FunctionalCounter;
import io.helidon.metrics.api.Gauge;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;

/**
 * Shows what the WebSocket endpoints do, all of them together; plugins count their own in detail.
 */
public final class WebSocketMeters {
  private static final String KERNEL = "kernel";

  private WebSocketMeters() {}

  /** Adds the meters for as long as the registry is open. */
  public static void add(Meters meters, Supplier<WebSocketFigures> figures) {
    meters.add(
        KERNEL,
        Gauge.builder(
                "holdfast_websocket_sessions",
                () -> sum(figures.get(), WebSocketFigures.Path::open))
            .description("Open WebSocket sessions"));
    counter(
        meters,
        "holdfast_websocket_messages_received",
        "Messages from WebSocket clients",
        () -> sum(figures.get(), WebSocketFigures.Path::messagesIn));
    counter(
        meters,
        "holdfast_websocket_messages_ignored",
        "Messages from WebSocket clients that came when their endpoint had failed or gone",
        () -> sum(figures.get(), WebSocketFigures.Path::messagesIgnored));
    counter(
        meters,
        "holdfast_websocket_messages_sent",
        "Messages written to WebSocket clients",
        () -> sum(figures.get(), WebSocketFigures.Path::messagesOut));
    counter(
        meters,
        "holdfast_websocket_refused",
        "Handshakes that were refused",
        () -> figures.get().refused().values().stream().mapToLong(Long::longValue).sum());
    counter(
        meters,
        "holdfast_websocket_cut",
        "Sessions that the server cut because the other side did not answer in time",
        () -> figures.get().cut().values().stream().mapToLong(Long::longValue).sum());
  }

  private static long sum(WebSocketFigures figures, ToLongFunction<WebSocketFigures.Path> figure) {
    return figures.paths().values().stream().mapToLong(figure).sum();
  }

  /** The state of a functional counter is held weakly: it has to be something that lives on. */
  private static void counter(
      Meters meters, String name, String description, Supplier<Long> value) {
    meters.add(
        KERNEL, FunctionalCounter.builder(name, meters, _ -> value.get()).description(description));
  }
}
