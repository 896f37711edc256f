package dev.holdfast.eventstore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.eventstore.table.EventTable;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.io.TempDir;

/** A database, a journal, and what tests ask of both. */
abstract class StoreFixture {
  private static final Pattern NEXT = Pattern.compile("\"next\":\"([^\"]*)\"}$");
  private static final Pattern NEWER = Pattern.compile("],\"newer\":\"([^\"]*)\",\"next\":");
  private static final Pattern ID = Pattern.compile("\"id\":\"([^\"]*)\"");
  @TempDir Path directory;
  final FakeJournal journal = new FakeJournal();

  /** The address of an empty database. */
  abstract String url() throws Exception;

  final RunningStore running() throws Exception {
    return new RunningStore(journal, directory, url());
  }

  static EventTable table(RunningStore store) {
    return EventTable.of(store.database.dialect(), store.database.client());
  }

  final void assertEachOnce(RunningStore store, int count) throws Exception {
    List<String> ids = store.column("select id from event");
    assertThat(ids).hasSize(count);
    assertThat(new HashSet<>(ids)).hasSize(count);
    assertThat(journal.deadLetters).isEmpty();
  }

  static List<String> ids(String page) {
    return ID.matcher(page).results().map(found -> found.group(1)).toList();
  }

  static String newer(String page) {
    Matcher newer = NEWER.matcher(page);
    assertThat(newer.find()).as(page).isTrue();
    return newer.group(1);
  }

  static String next(String page) {
    Matcher next = NEXT.matcher(page);
    assertThat(next.find()).as(page).isTrue();
    return next.group(1);
  }
}
