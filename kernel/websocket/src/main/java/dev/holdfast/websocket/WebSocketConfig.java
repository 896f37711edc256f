package dev.holdfast.websocket;

import dev.holdfast.spi.Range;
import dev.holdfast.spi.Size;
import java.time.Duration;
import java.util.List;

/**
 * The block {@code holdfast.web.websocket}; each key is explained in reference.conf.
 *
 * @param allowedOrigins besides the server's own; {@code *} allows any
 * @param pingInterval between the pings of the server
 * @param missedPings after so many the client counts as dead
 * @param frameTimeout how long half a frame may stay silent
 * @param messageTimeout how long a message may take from its first byte to its last
 * @param messageMinRate bytes per second that a message must bring on average
 * @param writeTimeout how long a client may not read
 * @param settleTimeout how long a close frame waits for what was received to be safe
 * @param closeTimeout how long the server waits for the answer to its close frame
 * @param lingerTimeout how long the server still reads after it refused what it was sent
 * @param maxFragments of one message
 * @param outboundQueue bytes that may wait to be written, per session
 * @param sendBuffer of the operating system, per connection; applied by the listener's socket
 *     options
 * @param maxSessions of all endpoints together
 * @param retryAfter what a client is told that is refused with 503
 * @param closeSpread over which the sessions of a removed endpoint are closed
 */
public record WebSocketConfig(
    List<String> allowedOrigins,
    @Range(min = "100 ms", max = "1 h") Duration pingInterval,
    @Range(min = "1", max = "100") int missedPings,
    @Range(min = "100 ms", max = "10 m") Duration frameTimeout,
    @Range(min = "1 s", max = "1 h") Duration messageTimeout,
    @Range(min = "0 B", max = "1 MiB") Size messageMinRate,
    @Range(min = "100 ms", max = "10 m") Duration writeTimeout,
    @Range(min = "0 ms", max = "1 m") Duration settleTimeout,
    @Range(min = "100 ms", max = "1 m") Duration closeTimeout,
    @Range(min = "0 ms", max = "10 s") Duration lingerTimeout,
    @Range(min = "1", max = "10000000") int maxFragments,
    @Range(min = "4 KiB", max = "1 GiB") Size outboundQueue,
    @Range(min = "4 KiB", max = "16 MiB") Size sendBuffer,
    @Range(min = "1", max = "1000000") int maxSessions,
    @Range(min = "1 s", max = "1 h") Duration retryAfter,
    @Range(min = "0 ms", max = "1 m") Duration closeSpread) {

  public WebSocketConfig {
    allowedOrigins = List.copyOf(allowedOrigins);
  }
}
