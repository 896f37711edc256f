package dev.holdfast.database.driver;

import dev.holdfast.database.driver.HostState.Access;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The hosts of an address. Finds the one that accepts writes by asking each in turn, beginning with
 * the last one that did.
 */
final class PostgresHosts {
  /** SQLState read_only_sql_transaction: what a standby says to a write. */
  static final String READ_ONLY = "25006";

  private final List<String> all;
  private final Map<String, HostState> states = new LinkedHashMap<>();
  private volatile String chosen;

  /** Asks one host. */
  interface Attempt<T> {
    T at(String host) throws SQLException;
  }

  PostgresHosts(String commaSeparated) {
    all = List.of(commaSeparated.split(","));
    chosen = all.getFirst();
    all.forEach(host -> states.put(host, new HostState(host, Access.UNKNOWN, "")));
  }

  /** The host that accepted writes when it was last asked. */
  String chosen() {
    return chosen;
  }

  synchronized List<HostState> states() {
    return List.copyOf(states.values());
  }

  /** Asks one host after the other until one does not fail. */
  <T> T first(Attempt<T> attempt) throws SQLException {
    List<SQLException> failures = new ArrayList<>();
    for (String host : beginningWithChosen()) {
      try {
        T found = attempt.at(host);
        note(host, Access.WRITABLE, "");
        chosen = host;
        return found;
      } catch (SQLException e) {
        note(
            host,
            READ_ONLY.equals(e.getSQLState()) ? Access.READ_ONLY : Access.UNREACHABLE,
            String.valueOf(e.getMessage()));
        failures.add(e);
      }
    }
    throw all.size() == 1 ? failures.getFirst() : together(failures);
  }

  private List<String> beginningWithChosen() {
    List<String> order = new ArrayList<>(all);
    Collections.rotate(order, -all.indexOf(chosen));
    return order;
  }

  /** The one that says most about what to do stands for all. */
  private SQLException together(List<SQLException> failures) {
    SQLException telling = failures.getFirst();
    for (SQLException failure : failures) {
      String state = String.valueOf(failure.getSQLState());
      if (state.equals(READ_ONLY) || !state.startsWith("08")) {
        telling = failure;
      }
    }
    List<String> each =
        states().stream()
            .map(state -> state.host() + " " + state.access().word() + " (" + state.reason() + ")")
            .toList();
    return new SQLException(
        "no host accepts writes: " + String.join("; ", each), telling.getSQLState(), telling);
  }

  /** The one that was writable has become read-only, or is gone. */
  synchronized void note(String host, Access access, String reason) {
    states.put(host, new HostState(host, access, reason));
  }
}
