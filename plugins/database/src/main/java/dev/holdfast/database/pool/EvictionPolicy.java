package dev.holdfast.database.pool;

import com.zaxxer.hikari.SQLExceptionOverride;
import dev.holdfast.database.driver.FailureKinds;
import dev.holdfast.spi.Database.Dialect;
import dev.holdfast.spi.Database.FailureKind;
import java.sql.SQLException;
import java.util.function.Consumer;

/**
 * Evicts a connection from the pool after a failure that spoils it, and reports dead connections.
 * HikariCP by itself judges by SQLStates, which SQLite does not use.
 */
record EvictionPolicy(Dialect dialect, Consumer<SQLException> onDead)
    implements SQLExceptionOverride {

  // Qualified, for the interface has an enum of that name.
  @java.lang.Override
  public Override adjudicate(SQLException failure) {
    if (FailureKinds.of(failure, dialect) == FailureKind.CONNECTION) {
      onDead.accept(failure);
    }
    return FailureKinds.spoils(failure, dialect) ? Override.MUST_EVICT : Override.CONTINUE_EVICT;
  }
}
