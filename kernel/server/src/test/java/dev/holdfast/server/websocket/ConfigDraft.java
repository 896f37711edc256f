package dev.holdfast.server.websocket;

import dev.holdfast.spi.Size;
import dev.holdfast.websocket.WebSocketConfig;
import java.time.Duration;
import java.util.List;

/** The configuration of a test: as shipped, but for what the test names. */
final class ConfigDraft {
  List<String> allowedOrigins = List.of();
  Duration headTimeout = Duration.ofSeconds(5);
  Duration pingInterval = Duration.ofSeconds(30);
  Duration frameTimeout = Duration.ofSeconds(10);
  Duration messageTimeout = Duration.ofSeconds(60);
  Size messageMinRate = new Size(1024);
  Duration writeTimeout = Duration.ofSeconds(5);
  Duration settleTimeout = Duration.ofSeconds(5);
  Duration closeTimeout = Duration.ofSeconds(2);
  Size unfinishedInput = Size.ofMebibytes(64);
  Size outboundQueue = Size.ofMebibytes(1);
  Size sendBuffer = new Size(128 * 1024);
  int maxFragments = 16_384;
  int maxSessions = 10_000;

  WebSocketConfig build() {
    return new WebSocketConfig(
        allowedOrigins,
        pingInterval,
        2,
        frameTimeout,
        messageTimeout,
        messageMinRate,
        writeTimeout,
        settleTimeout,
        closeTimeout,
        Duration.ofMillis(400),
        maxFragments,
        outboundQueue,
        sendBuffer,
        maxSessions,
        Duration.ofSeconds(5),
        Duration.ZERO);
  }
}
