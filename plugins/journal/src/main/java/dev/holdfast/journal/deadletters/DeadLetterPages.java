package dev.holdfast.journal.deadletters;

import dev.holdfast.journal.deadletters.DeadLetters.Located;
import dev.holdfast.spi.Problem;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** Writes dead letters as JSON, one after the other, so that one at a time is in memory. */
final class DeadLetterPages {
  private final JsonFactory json = new JsonFactory();
  private final DeadLetters letters;

  DeadLetterPages(DeadLetters letters) {
    this.letters = letters;
  }

  /**
   * Writes a page.
   *
   * @param whole with the events' attributes and data
   */
  void page(OutputStream to, List<Located> page, boolean whole) throws IOException {
    try (JsonGenerator out = json.createGenerator(ObjectWriteContext.empty(), to)) {
      out.writeStartObject();
      out.writeNumberProperty("kept", letters.kept());
      out.writeNumberProperty("next", letters.next());
      out.writeName("deadLetters");
      out.writeStartArray();
      letters.read(page, (at, letter) -> write(out, at, letter, whole));
      out.writeEndArray();
      if (!page.isEmpty()) {
        out.writeNumberProperty("before", page.getFirst().number());
      }
      out.writeEndObject();
    }
  }

  /** Writes one letter. */
  void letter(OutputStream to, List<Located> one) throws IOException {
    try (JsonGenerator out = json.createGenerator(ObjectWriteContext.empty(), to)) {
      letters.read(one, (at, letter) -> write(out, at, letter, true));
    }
  }

  private static void write(JsonGenerator out, Located at, DeadLetter letter, boolean whole) {
    Problem reason = letter.reason();
    out.writeStartObject();
    out.writeNumberProperty("number", at.number());
    out.writeNumberProperty("bytes", at.bytes());
    out.writeStringProperty("time", letter.time().toString());
    out.writeStringProperty("reader", letter.reader());
    out.writeStringProperty("code", reason.code());
    out.writeStringProperty("what", reason.what());
    out.writeStringProperty("why", reason.why());
    out.writeStringProperty("remedy", reason.remedy());
    out.writeName("event");
    EventJson.write(out, letter.event(), whole);
    out.writeEndObject();
  }
}
