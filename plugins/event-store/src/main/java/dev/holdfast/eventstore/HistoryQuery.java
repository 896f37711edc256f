package dev.holdfast.eventstore;

import dev.holdfast.spi.ProblemException;
import io.helidon.common.parameters.Parameters;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of a request for history.
 *
 * @param source null for all
 * @param type null for all
 * @param after says the order, too
 */
record HistoryQuery(@Nullable String source, @Nullable String type, Cursor after, int limit) {
  private static final Set<String> KNOWN = Set.of("source", "type", "order", "after", "limit");
  private static final int DEFAULT_LIMIT = 100;
  private static final int MAX_LIMIT = 1000;

  /** A misspelt parameter is refused: it would silently widen the answer. */
  static HistoryQuery parse(Parameters parameters) {
    for (String name : parameters.names()) {
      if (!KNOWN.contains(name)) {
        throw bad("there is no parameter '" + clip(name) + "'");
      }
    }
    Order order = order(single(parameters, "order"));
    String after = single(parameters, "after");
    String limit = single(parameters, "limit");
    return new HistoryQuery(
        single(parameters, "source"),
        single(parameters, "type"),
        after == null ? order.start() : Cursor.parse(order, after),
        limit == null ? DEFAULT_LIMIT : limit(limit));
  }

  /** Null when it is absent or empty. */
  private static @Nullable String single(Parameters parameters, String name) {
    List<String> values = parameters.contains(name) ? parameters.all(name) : List.of();
    if (values.size() > 1) {
      throw bad(name + " is given " + values.size() + " times");
    }
    return values.isEmpty() || values.getFirst().isEmpty() ? null : values.getFirst();
  }

  private static Order order(@Nullable String text) {
    return text == null
        ? Order.OLDEST
        : Order.named(text)
            .orElseThrow(() -> bad("order is '" + clip(text) + "', not " + Order.allowed()));
  }

  private static int limit(String text) {
    try {
      int limit = Integer.parseInt(text);
      if (limit >= 1 && limit <= MAX_LIMIT) {
        return limit;
      }
    } catch (NumberFormatException e) {
      throw bad("limit is '" + clip(text) + "'");
    }
    throw bad("limit is " + clip(text) + ", not 1 to " + MAX_LIMIT);
  }

  private static String clip(String text) {
    return text.length() > 40 ? text.substring(0, 40) + "…" : text;
  }

  private static ProblemException bad(String why) {
    return new ProblemException(StoreProblems.badParameter(why));
  }
}
