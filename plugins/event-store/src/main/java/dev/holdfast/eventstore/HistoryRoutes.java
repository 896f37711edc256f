package dev.holdfast.eventstore;

import io.helidon.http.HeaderValues;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;

/** {@code GET /events}. */
record HistoryRoutes(History history) implements HttpService {

  @Override
  public void routing(HttpRules rules) {
    rules.get(
        "/",
        (request, response) -> {
          byte[] page = history.page(HistoryQuery.parse(request.query()));
          response.header(HeaderValues.CONTENT_TYPE_JSON).send(page);
        });
  }
}
