package dev.holdfast.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whatever people do to PostgreSQL while producers send: the rows are what was acknowledged, and a
 * person is told that the database was another one.
 */
@Tag("long") // What makes it so is tested in PlaceTest.
final class PostgresRestoreIT {
  private static final String RESTORED = "HF-STORE-014";
  private static final int SOME = 600;

  @TempDir Path files;
  @TempDir Path base;
  private Postgres postgres;
  private RestoreGround ground;

  @BeforeEach
  void start() throws Exception {
    postgres = Postgres.started(files.resolve("data"), files.resolve("work"), 50);
    DrillGround.makeRole(postgres);
    DrillGround.makeDatabase(postgres);
    ground =
        new RestoreGround(
            base,
            () -> postgres.connect(DrillGround.DATABASE),
            "database.url=" + DrillGround.url("127.0.0.1:" + postgres.port()));
    ground.awaitMoreAcknowledged(SOME);
    ground.awaitStored();
  }

  @AfterEach
  void close() throws Exception {
    try {
      if (ground != null) {
        ground.close();
      }
    } finally {
      postgres.close();
    }
  }

  @Test
  void aBaseBackupIsRestoredWhileTheServerRuns() throws Exception {
    Path backup = files.resolve("backup");
    postgres.backUpTo(backup);
    ground.awaitMoreAcknowledged(SOME);
    ground.awaitStored();
    postgres.restoreFrom(backup);
    goesOn();
  }

  @Test
  void aBaseBackupIsRestoredWhileTheServerIsStopped() throws Exception {
    Path backup = files.resolve("backup");
    postgres.backUpTo(backup);
    ground.awaitMoreAcknowledged(SOME);
    ground.kill();
    postgres.restoreFrom(backup);
    ground.start();
    goesOn();
  }

  @Test
  void theDatabaseIsDroppedAndMadeAnew() throws Exception {
    postgres.execute("drop database " + DrillGround.DATABASE + " with (force)");
    ground.awaitTold("HF-DB-");
    ground.awaitMoreAcknowledged(SOME);
    DrillGround.makeDatabase(postgres);
    goesOn();
  }

  @Test
  void theTablesAreDroppedWhileTheServerRuns() throws Exception {
    postgres.executeIn(
        DrillGround.DATABASE,
        "drop table event, holdfast_place, holdfast_upgrade, holdfast_migration");
    goesOn();
  }

  /** Nothing is restored, so nothing of that kind is told; that storing stopped is. */
  @Test
  void itIsReadOnlyForAWhile() throws Exception {
    postgres.execute(
        "alter system set default_transaction_read_only = on", "select pg_reload_conf()");
    ground.awaitTold("HF-DB-");
    ground.awaitMoreAcknowledged(SOME);
    postgres.execute("alter system reset default_transaction_read_only", "select pg_reload_conf()");
    ground.awaitMoreAcknowledged(SOME);
    ground.assertRowsAreWhatWasAcknowledged();
    assertThat(ground.server().get("/health").body()).doesNotContain(RESTORED);
  }

  private void goesOn() throws Exception {
    ground.awaitTold(RESTORED);
    ground.awaitMoreAcknowledged(SOME);
    ground.assertRowsAreWhatWasAcknowledged();
  }
}
