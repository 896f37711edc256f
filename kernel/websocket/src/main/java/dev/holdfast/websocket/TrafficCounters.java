package dev.holdfast.websocket;

import java.util.concurrent.atomic.LongAdder;

/** What went through one path since the server started; outlives the endpoint behind it. */
final class TrafficCounters {
  private final LongAdder messagesIn = new LongAdder();
  private final LongAdder bytesIn = new LongAdder();
  private final LongAdder messagesIgnored = new LongAdder();
  private final LongAdder messagesOut = new LongAdder();
  private final LongAdder bytesOut = new LongAdder();

  void received(long messages, long bytes) {
    messagesIn.add(messages);
    bytesIn.add(bytes);
  }

  void ignored() {
    messagesIgnored.increment();
  }

  void sent(long bytes) {
    messagesOut.increment();
    bytesOut.add(bytes);
  }

  WebSocketFigures.Path figures(int open) {
    return new WebSocketFigures.Path(
        open,
        messagesIn.sum(),
        bytesIn.sum(),
        messagesOut.sum(),
        bytesOut.sum(),
        messagesIgnored.sum());
  }
}
