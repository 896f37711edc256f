package dev.holdfast.websocket;

import dev.holdfast.spi.WebSocketSession;
import dev.holdfast.websocket.frame.CloseCode;
import java.util.Optional;

/** What the endpoint sees of a connection. */
final class Session implements WebSocketSession {
  private final Handshake.Accepted accepted;
  private final String id;
  private final Connection connection;
  private final Outbound outbound;

  Session(String id, Handshake.Accepted accepted, Connection connection, Outbound outbound) {
    this.id = id;
    this.accepted = accepted;
    this.connection = connection;
    this.outbound = outbound;
  }

  @Override
  public String id() {
    return id;
  }

  @Override
  public String peer() {
    return accepted.peer();
  }

  @Override
  public String principal() {
    return accepted.principal();
  }

  @Override
  public Optional<String> subprotocol() {
    return accepted.subprotocol();
  }

  @Override
  public boolean offer(byte[] utf8) {
    return outbound.offer(utf8);
  }

  @Override
  public long queuedBytes() {
    return outbound.queuedBytes();
  }

  @Override
  public void close(int code, String reason) {
    if (!CloseCode.mayBeSent(code)) {
      throw new IllegalArgumentException("not a close code that may be sent: " + code);
    }
    connection.close(code, reason);
  }

  @Override
  public String toString() {
    return id + " from " + accepted.peer() + " (" + accepted.principal() + ")";
  }
}
