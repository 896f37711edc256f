package dev.holdfast.eventstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.helidon.health.HealthCheckResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class SqliteEventStoreTest extends EventStoreFacts {
  @Override
  String url() {
    return "";
  }

  @Nested
  class Reading extends HistoryFacts {
    @Override
    String url() {
      return SqliteEventStoreTest.this.url();
    }
  }

  @Nested
  class Removing extends RetentionFacts {
    @Override
    String url() {
      return SqliteEventStoreTest.this.url();
    }
  }

  @Test
  void keepsTheZeroCharacter() throws Exception {
    try (RunningStore store = running()) {
      journal.add(List.of(Events.event("zero", "\"\\u0000\"")));
      store.settled();
      assertThat(store.get("").body()).contains("\"data\":\"\\u0000\"");
      assertThat(journal.deadLetters).isEmpty();
    }
  }

  private static final String HASTY =
      "holdfast.database.sqlite.busy-timeout = 50 ms\nholdfast.event-store.retries = 1\n";

  /** Somebody looks into the file with a tool of his own, and forgets to end the transaction. */
  @Test
  void aLockOfAnotherProgramDelaysRowsAndHarmsNone() throws Exception {
    try (RunningStore store = new RunningStore(journal, directory, "", HASTY)) {
      journal.add(Events.numbered(0, 10));
      store.settled();
      try (Connection other =
              DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("holdfast.db"));
          Statement statement = other.createStatement()) {
        statement.execute("begin immediate");
        journal.add(Events.numbered(10, 250));
        // More than one round, so that a connection that met the lock is used again.
        await()
            .until(() ->
                store.plugin.health("store").details().get("failures") instanceof Integer n
                    && n >= 3);
        Map<String, Object> details = store.plugin.health("store").details();
        assertThat(String.valueOf(details.get("reason")))
            .contains("HF-DB-040", "the lock is held by pid " + ProcessHandle.current().pid());
        assertThat(details).containsKey("behindSeconds");
        assertThat(store.plugin.health("store").status()).isEqualTo(HealthCheckResponse.Status.UP);
        assertThat(store.column("select count(*) from event")).containsExactly("10");
      }
      store.settled();
      assertEachOnce(store, 250);
      assertThat(store.alerts()).as("nobody has to do anything").isEmpty();
      assertThat(store.plugin.health("store").details()).doesNotContainKey("behindSeconds");
    }
  }

  /** As connections that were opened while the file could not be written; chmod stops no root. */
  @Test
  void storingGoesOnWhenAllConnectionsWereReadOnly() throws Exception {
    String one = "holdfast.database.pool { max-size = 1, min-idle = 1 }\n";
    try (RunningStore store = new RunningStore(journal, directory, "", HASTY + one)) {
      journal.add(Events.numbered(0, 10));
      store.settled();
      store.run("pragma query_only = 1");
      journal.add(Events.numbered(10, 250));
      store.settled();
      assertEachOnce(store, 250);
    }
  }

  @Test
  void storingGoesOnWhenTheFileMayBeWrittenAgain() throws Exception {
    Path file = directory.resolve("holdfast.db");
    try (RunningStore store = new RunningStore(journal, directory, "", HASTY)) {
      store.settled();
    }
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r--r--r--"));
    assumeFalse(Files.isWritable(file), "root may write everything");
    try (RunningStore store = new RunningStore(journal, directory, "", HASTY)) {
      journal.add(Events.numbered(0, 250));
      await()
          .until(() ->
              "HF-DB-014".equals(store.databasePlugin.health("connection").details().get("code")));
      assertThat(String.valueOf(store.databasePlugin.health("connection").details().get("hint")))
          .contains("chmod u+w");
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
      store.settled();
      assertEachOnce(store, 250);
    }
  }
}
