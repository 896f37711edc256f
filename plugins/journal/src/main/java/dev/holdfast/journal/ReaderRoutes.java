package dev.holdfast.journal;

import dev.holdfast.journal.config.JournalProblems;
import dev.holdfast.journal.readers.ReaderLease;
import dev.holdfast.journal.readers.ReaderOffsets;
import dev.holdfast.spi.ProblemException;
import dev.holdfast.spi.support.JsonAnswer;
import dev.holdfast.spi.support.JsonWriter;
import dev.holdfast.spi.support.QueryParameters;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * {@code GET /admin/journal/readers}: lists the readers and how far each is behind; {@code DELETE
 * /admin/journal/readers/<name>?force=true}: forgets one for good.
 */
final class ReaderRoutes implements HttpService {
  private final SegmentedJournal journal;
  private final Supplier<JournalStats> stats;

  ReaderRoutes(SegmentedJournal journal, Supplier<JournalStats> stats) {
    this.journal = journal;
    this.stats = stats;
  }

  @Override
  public void routing(HttpRules rules) {
    rules.get("/readers", this::list).delete("/readers/{name}", this::forget);
  }

  private void list(ServerRequest request, ServerResponse response) {
    answer(response);
  }

  private void forget(ServerRequest request, ServerResponse response) throws IOException {
    String name = request.path().pathParameters().get("name");
    boolean force = QueryParameters.of(request.query(), "force").isTrue("force", false);
    ReaderOffsets offsets = journal.offsets();
    if (!offsets.isKnown(name)) {
      throw new ProblemException(JournalProblems.READER_UNKNOWN.because(name));
    }
    if (journal.readers().isOpen(name)) {
      throw new ProblemException(JournalProblems.READER_OPEN.because(name));
    }
    if (offsets.holds(name) && !force) {
      JournalStats.Waiting waiting = stats.get().waiting().get(name);
      String events = waiting == null ? "" : ": " + waiting.events() + " events";
      throw new ProblemException(JournalProblems.READER_HOLDS.because(name + events));
    }
    journal.readers().forget(name);
    answer(response);
  }

  private void answer(ServerResponse response) {
    Map<String, JournalStats.Waiting> waiting = stats.get().waiting();
    JsonAnswer.send(
        response,
        out -> {
          out.writeNumberProperty("bytes", journal.log().bytes());
          out.writeArrayPropertyStart("readers");
          for (String name : journal.offsets().all().keySet()) {
            write(out, name, waiting.get(name));
          }
          out.writeEndArray();
        });
  }

  private void write(JsonWriter out, String name, JournalStats.@Nullable Waiting waiting) {
    out.writeStartObject();
    out.writeStringProperty("name", name);
    out.writeStringProperty("plugin", journal.offsets().owner(name));
    out.writeBooleanProperty("open", journal.readers().isOpen(name));
    boolean store = journal.offsets().holds(name);
    ReaderLease lease = journal.offsets().lease(name);
    JournalStats.Hold hold = JournalStats.Hold.of(store, lease);
    out.writeStringProperty("class", store ? "store" : "ordinary");
    out.writeBooleanProperty("holds", hold != JournalStats.Hold.DETACHED);
    out.writeStringProperty(
        "detached", store ? "" : lease.ended().map(ReaderLease.End::why).orElse(""));
    if (waiting != null) {
      out.writeStringProperty("lastSeen", waiting.lastSeen().map(Instant::toString).orElse(""));
      out.writeNumberProperty("waitingEvents", waiting.events());
      out.writeNumberProperty("waitingBytes", waiting.bytes());
      out.writeNumberProperty("oldestSeconds", waiting.age().toSeconds());
    }
    out.writeEndObject();
  }
}
