package dev.holdfast.eventstore.table;

/**
 * How the rows of the table are read at this moment.
 *
 * @param last below and at this number no row appears any more: what is read up to there is
 *     complete
 * @param data the SQL expression that selects {@code data} as text
 */
public record ReadView(long last, String data) {}
