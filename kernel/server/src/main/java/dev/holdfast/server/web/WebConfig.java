package dev.holdfast.server.web;

import dev.holdfast.server.edge.EdgeLimits;
import dev.holdfast.server.web.tls.TlsSettings;
import dev.holdfast.spi.Range;
import dev.holdfast.spi.Size;
import dev.holdfast.websocket.WebSocketConfig;
import java.time.Duration;
import java.util.List;

/**
 * {@code holdfast.web}; the meaning of each key stands in reference.conf.
 *
 * @param hostNames under which callers without a token may ask for this server, besides its own
 * @param probeConnections of them for probes only
 * @param spareFiles open files that connections leave to the rest of the server
 * @param reopenLimit a port that is gone for longer ends the process
 * @param maxHead of a request, its line and its headers
 * @param headTimeout from the first byte of a head to its last
 * @param bodyTimeout how long the server waits for one body, all waits together
 * @param minBodyRate bytes a second
 * @param writeTimeout how long a client may not read its answer
 * @param lingerTimeout how long the server reads on after a refusal
 * @param maxRequests served at one time; the next one is answered with 503
 * @param unfinishedInput heap for what all clients have begun and not finished; 0 = by the heap
 */
public record WebConfig(
    String host,
    @Range(min = "0", max = "65535") int port,
    List<String> hostNames,
    @Range(min = "1", max = "100000") int maxConnections,
    @Range(min = "1", max = "10000") int probeConnections,
    @Range(min = "0", max = "100000") int spareFiles,
    @Range(min = "1 s", max = "10 m") Duration reopenLimit,
    @Range(min = "1", max = "100000") int maxRequests,
    @Range(min = "1 KiB", max = "1 GiB") Size maxBody,
    @Range(min = "0 B", max = "64 GiB") Size unfinishedInput,
    @Range(min = "1 KiB", max = "1 MiB") Size maxHead,
    @Range(min = "100 ms", max = "10 m") Duration headTimeout,
    @Range(min = "1 s", max = "1 h") Duration bodyTimeout,
    @Range(min = "0 B", max = "1 GiB") Size minBodyRate,
    @Range(min = "100 ms", max = "10 m") Duration writeTimeout,
    @Range(min = "0 ms", max = "10 s") Duration lingerTimeout,
    @Range(min = "1 s", max = "1 h") Duration idleTimeout,
    @Range(min = "1 ms", max = "1 h") Duration slowRequest,
    TlsSettings tls,
    BlockConfig block,
    WebSocketConfig websocket) {

  /**
   * Of each connection, in bytes. 4 KiB are less than one segment of the loopback device, where a
   * producer then sends some hundred bytes every 40 ms (measured: 45 events/s).
   */
  private static final int RECEIVE_BUFFER = 256 * 1024;

  /**
   * What a request occupies that waits for its body: the stack of its thread, which is as deep as
   * Helidon's routing, its head, and what is made of both. Its body is counted where it is held.
   */
  private static final int REQUEST = 32 * 1024;

  private static final int SHARE_OF_HEAP = 32;

  /**
   * What the edge has to know.
   *
   * @param connections that the process has room for
   * @param heap the largest that it may have, in bytes
   */
  EdgeLimits edge(int connections, long heap) {
    return new EdgeLimits(
        maxHead,
        headTimeout,
        bodyTimeout,
        minBodyRate,
        writeTimeout,
        idleTimeout,
        lingerTimeout,
        connections,
        probeConnections,
        websocket.sendBuffer().toInt(),
        RECEIVE_BUFFER,
        Math.clamp(heap / SHARE_OF_HEAP / REQUEST, 1, maxRequests));
  }
}
