package dev.holdfast.eventstore;

import dev.holdfast.spi.server.MemoryBudget;
import dev.holdfast.spi.support.JsonAnswer;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.OutputStream;

/** {@code GET /events}. */
record HistoryRoutes(History history, IndexNotice notice, MemoryBudget memory)
    implements HttpService {

  @Override
  public void routing(HttpRules rules) {
    rules.get("/", this::page);
  }

  private void page(ServerRequest request, ServerResponse response) throws IOException {
    HistoryQuery query = HistoryQuery.parse(request.query());
    String client = "address " + request.remotePeer().host();
    try (HistoryReader page = history.page(query, notice.of(query), memory.open(client))) {
      byte[] whole = page.begin();
      if (whole != null) {
        JsonAnswer.send(response, whole);
        return;
      }
      try (OutputStream out = JsonAnswer.open(response)) {
        page.writeTo(out);
      }
    }
  }
}
