package dev.holdfast.spi;

import java.util.List;

/**
 * The options of an endpoint; {@code holdfast.web.websocket} holds all other settings.
 *
 * @param role what a client must hold
 * @param subprotocols that the endpoint speaks, most wanted first; the first one that the client
 *     offers is chosen (RFC 6455, 4.2.2)
 * @param subprotocolRequired whether a client that offers none of them is refused with 400
 * @param maxMessage the largest message; a larger one is closed with 1009 before it is read
 * @param maxSessions open at one time; the next one is refused with 503
 */
public record WebSocketOptions(
    Role role,
    List<String> subprotocols,
    boolean subprotocolRequired,
    Size maxMessage,
    int maxSessions) {}
