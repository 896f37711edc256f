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
 *   <li>After a close every event without an answer may or may not be on disk: send it again with
 *       the same source and id.
 * </ul>
 *
 * <h2>What is taken as what</h2>
 *
 * <p>An object with {@code specversion} is CloudEvents 1.0. An object with {@code type} and {@code
 * data} and nothing else but CloudEvents attributes is an envelope, whose missing attributes are
 * filled in. Any other JSON value is the data of an event whose attributes {@code ingest.wrap}
 * finds. {@code cloudevents.json} takes only the first kind, and all rules of CloudEvents hold;
 * elsewhere extension attributes may have any name and value.
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
