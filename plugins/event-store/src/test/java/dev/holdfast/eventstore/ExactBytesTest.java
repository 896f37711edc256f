package dev.holdfast.eventstore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.spi.journal.Event;
import dev.holdfast.testkit.database.LocalPostgres;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was sent is what is given back, whichever database kept it. */
class ExactBytesTest {
  private static final String BEFORE = "\"data\":";
  private static final String BEHIND = "}],\"next\":\"";

  @TempDir Path directory;
  private final FakeJournal journal = new FakeJournal();
  private final List<String> corpus = JsonCorpus.texts();

  @Test
  void theCorpusHasThreeHundredTexts() {
    assertThat(corpus).hasSize(300).doesNotHaveDuplicates();
  }

  @Test
  void sqliteGivesBackEveryByte() throws Exception {
    givesBackEveryByte("");
  }

  @Test
  void postgresGivesBackEveryByte(@TempDir Path home) throws Exception {
    try (LocalPostgres postgres = new LocalPostgres(home).start()) {
      givesBackEveryByte(postgres.emptyDatabase());
    }
  }

  private void givesBackEveryByte(String url) throws Exception {
    try (RunningStore store = new RunningStore(journal, directory, url)) {
      List<Event> events = new ArrayList<>();
      for (int i = 0; i < corpus.size(); i++) {
        events.add(Events.event("text-" + i, corpus.get(i)));
      }
      events.add(noJson());
      journal.add(events);
      store.settled();
      assertThat(journal.deadLetters).isEmpty();
      List<String> rows = store.column("select data from event order by sequence");
      String cursor = "";
      for (int i = 0; i < corpus.size(); i++) {
        String sent = corpus.get(i);
        assertThat(rows.get(i).equals(sent)).as("row of %s", shown(sent)).isTrue();
        String page = store.get("?limit=1" + cursor).body();
        assertThat(data(page).equals(sent)).as("page of %s", shown(sent)).isTrue();
        cursor = "&after=" + EventStoreFacts.next(page);
      }
      assertThat(store.get("?limit=1" + cursor).body())
          .contains("\"datacontenttype\":\"image/png\", \"data_base64\":\"AAH/\"");
    }
  }

  private static Event noJson() {
    byte[] attributes =
        "{\"datacontenttype\":\"image/png\", \"data_base64\":\"AAH/\"}"
            .getBytes(StandardCharsets.UTF_8);
    return new Event("s", "bytes", "t", null, null, Instant.EPOCH, attributes, new byte[0]);
  }

  /** Of the only event of a page. */
  private static String data(String page) {
    return page.substring(page.indexOf(BEFORE) + BEFORE.length(), page.lastIndexOf(BEHIND));
  }

  private static String shown(String text) {
    return text.length() < 100 ? text : text.substring(0, 100) + "… of " + text.length();
  }
}
