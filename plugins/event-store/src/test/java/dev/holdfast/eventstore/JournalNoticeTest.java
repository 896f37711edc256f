package dev.holdfast.eventstore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.eventstore.EventStorePlugin.KeptText;
import dev.holdfast.testkit.PluginHarness;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is kept of the journal's end, when, and for how long an older journal is told. */
class JournalNoticeTest {
  private final PluginHarness plugin = PluginHarness.of(new EventStorePlugin()).settings("");
  private final AtomicLong now = new AtomicLong(7);
  private final Memory text = new Memory();
  private FakeJournal journal = new FakeJournal();

  /** A file that may be refused. */
  private static final class Memory implements KeptText {
    private @Nullable String kept;
    private boolean refuses;
    private int writes;

    @Override
    public Optional<String> read() {
      return Optional.ofNullable(kept);
    }

    @Override
    public void write(String text) throws IOException {
      writes++;
      if (refuses) {
        throw new IOException("planted");
      }
      kept = text;
    }

    @Override
    public void delete() {
      kept = null;
    }
  }

  @AfterEach
  void close() throws Exception {
    plugin.close();
  }

  private JournalNotice start() {
    JournalNotice notice = new JournalNotice(plugin.context(), journal, now::get, text);
    notice.resume();
    return notice;
  }

  private void add(int from, int to) {
    journal.add(Events.numbered(from, to));
  }

  /** The text has the end of a journal that was longer. */
  private void anOlderJournal() {
    add(0, 100);
    start().close();
    journal = new FakeJournal();
    add(0, 50);
  }

  @Test
  void theEndIsKeptEveryTenSecondsThoughNothingIsStored() {
    JournalNotice notice = start();
    notice.keepEnd();
    add(0, 100);
    now.addAndGet(Duration.ofSeconds(10).toNanos() - 1);
    notice.keepEnd();
    assertThat(text.writes).isEqualTo(1);
    now.incrementAndGet();
    notice.keepEnd();
    notice.keepEnd();
    assertThat(text.writes).isEqualTo(2);
    journal = new FakeJournal();
    add(0, 99);
    assertThat(start().problem()).isPresent();
  }

  @Test
  void whatWasNotWrittenIsWrittenLater() {
    JournalNotice notice = start();
    add(0, 100);
    text.refuses = true;
    notice.keepEnd();
    notice.keepEnd();
    assertThat(text.writes).as("a disk that refuses is not asked in a loop").isEqualTo(1);
    text.refuses = false;
    now.addAndGet(Duration.ofSeconds(10).toNanos());
    notice.keepEnd();
    assertThat(text.kept).isNotNull();
  }

  @Test
  void whatWasNotWrittenIsWrittenAtTheEnd() {
    JournalNotice notice = start();
    add(0, 100);
    text.refuses = true;
    notice.keepEnd();
    text.refuses = false;
    notice.close();
    assertThat(text.kept).isNotNull();
  }

  @Test
  void theMinuteBeginsWhenHealthShowsIt() {
    anOlderJournal();
    JournalNotice notice = start();
    now.addAndGet(RestoreNotice.LEAST_SHOWN.toNanos());
    notice.keepEnd();
    notice.settle();
    assertThat(notice.problem()).isPresent();
    now.addAndGet(RestoreNotice.LEAST_SHOWN.toNanos() - 1);
    notice.settle();
    assertThat(notice.problem()).isPresent();
    now.incrementAndGet();
    notice.settle();
    assertThat(notice.problem()).isEmpty();
    assertThat(start().problem()).isEmpty();
  }

  @Test
  void anEndMeanwhileHasItToldAgain() {
    anOlderJournal();
    JournalNotice notice = start();
    notice.settle();
    notice.close();
    assertThat(start().problem()).isPresent();
  }

  /** The text is there before anything was stored, and says so. */
  @Test
  void onlyWhatWasStoredCountsAsStored() {
    start().close();
    JournalNotice notice = start();
    assertThat(notice.hasStored()).isFalse();
    notice.settle();
    assertThat(start().hasStored()).isTrue();
    journal = new FakeJournal(2);
    assertThat(start().hasStored()).as("another journal").isFalse();
  }
}
