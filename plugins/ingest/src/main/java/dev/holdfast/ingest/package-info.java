/**
 * Takes events from producers, over {@code ws /ingest} and {@code POST /events}, and acknowledges
 * them when the journal has them on disk.
 *
 * <p>It must not know what becomes of an event behind the journal.
 *
 * <h2>Numbers, acks and nacks of {@code holdfast.v1}</h2>
 *
 * <p>Every event of a connection has a number: 1, 2, 3 and so on in the order of arrival. A message
 * that is an array uses one number for each element, any other message uses one, also when it is
 * broken. Refused events keep their numbers.
 *
 * <ul>
 *   <li>{@code {"nack":{"event":n,…}}}: event n is not kept; nothing more is said about it. With
 *       {@code retryAfterMs} the same event may be taken later, without it never.
 *   <li>{@code {"ack":{"upTo":n}}}: every event with a number up to n has its answer: it is on
 *       disk, or a nack for it was sent before this ack. As long as nothing was refused, n is the
 *       count of events of this connection that are safe on disk. n only grows; one ack may stand
 *       for many commits; a nack needs no ack after it.
 *   <li>An array that is broken in the middle, or longer than {@code max-batch}, has no number of
 *       elements that both sides agree on. Nothing of it is kept, its first number is nacked and
 *       the connection is closed with 1008 (or 1009).
 *   <li>The last ack stands in front of the close frame, whoever closes. After it every event
 *       without an answer may or may not be on disk: send it again with the same source and id.
 * </ul>
 *
 * <h2>What a close says</h2>
 *
 * <p>Every message that arrives whole before the end of a connection is received: in front of a
 * close frame, of a broken frame, of the end of the stream. A client that closes is answered with
 * its own code, such as 1000, when all that it sent is on disk, and with 1013 when some of it is
 * not. That is how a client without acks learns it; after any other end it has to send the last
 * ones again.
 *
 * <p>1003: a binary message. 1007: text that is not UTF-8. 1008: an event or message that is not
 * valid. 1009: one that is too large. 1012: the server or this plugin restarts. 1013: the journal
 * did not keep an event, or the disk is behind, or nacks are not read. 4429: too many events in a
 * short time. With {@code holdfast.v1} a single bad event gets a nack and the connection goes on.
 * What comes behind the cause of a close is not taken, and counted as refused with reason {@code
 * closed}.
 *
 * <h2>What is taken as what</h2>
 *
 * <p>An object with {@code specversion} is CloudEvents 1.0. An object with {@code type} and {@code
 * data} and nothing else but CloudEvents attributes is an envelope, whose missing attributes are
 * filled in; an id without a source makes it none. Any other JSON value is the data of an event
 * whose attributes {@code ingest.wrap} finds; its id is a new one unless {@code id-pointer} is set.
 * For only what somebody promised identifies an event: source and id of CloudEvents, an
 * Idempotency-Key, or the place that a person has named. {@code cloudevents.json} takes only the
 * first kind, and all rules of CloudEvents hold; elsewhere extension attributes may have any name
 * and value.
 *
 * <h2>What is kept as it was written</h2>
 *
 * <p>Data are bytes: numbers beyond 2^53, the order of keys, escapes and white space inside stay.
 * {@code \u0000} and lone surrogates are legal JSON and stay in data; in id, source, type and
 * subject they are refused, because an id that cannot be written as UTF-8 identifies nothing. A key
 * that stands twice at the top level of an event is refused, because readers disagree which one
 * counts.
 */
@NullMarked
package dev.holdfast.ingest;

import org.jspecify.annotations.NullMarked;
