package dev.holdfast.eventstore.table;

/**
 * How the rows of the table are read at this moment.
 *
 * @param data the SQL expression that selects {@code data} as text
 */
public record ReadView(String data) {}
