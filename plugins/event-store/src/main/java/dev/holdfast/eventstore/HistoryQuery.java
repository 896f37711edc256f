package dev.holdfast.eventstore;

import dev.holdfast.spi.support.QueryParameters;
import io.helidon.common.parameters.Parameters;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of a request for history.
 *
 * @param source null for all
 * @param type null for all
 * @param after says the order, too
 */
record HistoryQuery(@Nullable String source, @Nullable String type, Cursor after, int limit) {
  private static final int DEFAULT_LIMIT = 100;
  private static final int MAX_LIMIT = 1000;

  static HistoryQuery parse(Parameters parameters) {
    QueryParameters query =
        QueryParameters.of(parameters, "source", "type", "order", "after", "limit");
    Order order = Order.named(query.oneOf("order", Order.names(), Order.OLDEST.parameter()));
    return new HistoryQuery(
        query.text("source").orElse(null),
        query.text("type").orElse(null),
        query.text("after").map(cursor -> Cursor.parse(order, cursor)).orElseGet(order::start),
        query.number("limit", 1, MAX_LIMIT, DEFAULT_LIMIT));
  }
}
