package dev.holdfast.alerts.condition;

import static dev.holdfast.alerts.condition.MetricQuery.most;
import static dev.holdfast.alerts.condition.MetricQuery.share;
import static dev.holdfast.alerts.condition.MetricQuery.sum;

import dev.holdfast.spi.Alert.Severity;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The rules that apply without any configuration. A threshold is where somebody has to do
 * something, not where something is remarkable: a rule that cries wolf is switched off.
 */
final class BuiltInRules {
  private static final Duration LEVEL = Duration.ZERO;
  private static final Duration SOON = Duration.ofSeconds(10);
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final Duration FIVE = Duration.ofMinutes(5);
  private static final Duration TEN = Duration.ofMinutes(10);

  private final List<Rule> rules = new ArrayList<>();

  private BuiltInRules() {}

  static List<Rule> all() {
    BuiltInRules built = new BuiltInRules();
    built.journal();
    built.producers();
    built.database();
    built.store();
    built.plugins();
    built.process();
    return List.copyOf(built.rules);
  }

  private void journal() {
    MetricQuery filled =
        share(most("holdfast_journal_waiting_bytes"), sum("holdfast_journal_max_bytes"));
    String why =
        "Find out why its readers wait (/health/event-store, /health/database). No event is lost;"
            + " when the journal is full, producers are refused. To enlarge it: holdfast.journal.max-size.";
    warn("journal-filling", "journal", filled, LEVEL, Unit.SHARE, 0.7, MINUTE)
        .says("The journal is filling up", "holdfast health", why);
    critical("journal-almost-full", "journal", filled, LEVEL, Unit.SHARE, 0.9, SOON)
        .says("The journal is almost full, producers will be refused", "holdfast health", why);
    critical(
            "journal-refuses",
            "journal",
            sum("holdfast_journal_refused_total", "reason", "size", "disk"),
            FIVE,
            Unit.COUNT,
            0,
            SOON)
        .says("The journal is full and refuses events", "holdfast health", why);
    critical(
            "journal-damaged",
            "journal",
            sum("holdfast_journal_damaged_total"),
            TEN,
            Unit.COUNT,
            0,
            LEVEL)
        .says(
            "The journal has damaged records",
            "holdfast doctor",
            "The disk or its cable returns wrong bytes. Copy data/journal, then check the kernel's log and"
                + " smartctl -a. Damaged records are skipped and counted.");
    warn(
            "dead-letters",
            "journal",
            sum("holdfast_journal_dead_letters_total"),
            TEN,
            Unit.COUNT,
            0,
            LEVEL)
        .says(
            "The database refused events, which are now dead letters",
            "holdfast dead-letters ls",
            "The list shows each reason. Replay them when the cause is gone, or drop them. All other events are stored.");
    warn(
            "fsync-slow",
            "journal",
            most("holdfast_journal_fsync_seconds_max"),
            LEVEL,
            Unit.SECONDS,
            2,
            MINUTE)
        .says(
            "The disk is slow to sync events",
            "holdfast doctor",
            "Every acknowledgement waits for the disk. See which other programs use it: iostat -x 1.");
    warn(
            "backlog",
            "event-store",
            most("holdfast_journal_waiting_events"),
            LEVEL,
            Unit.COUNT,
            100_000,
            FIVE)
        .says(
            "Many events wait to be stored",
            "holdfast db status",
            "They are safe on disk. The database is down, or slower than the producers.");
  }

  private void producers() {
    warn(
            "events-refused",
            "ingest",
            sum("holdfast_events_refused_total"),
            FIVE,
            Unit.COUNT,
            100,
            LEVEL)
        .says(
            "Events of producers are refused",
            "holdfast health",
            "The answers to the producers name the reason: format, size, rate or a full journal.");
    warn(
            "producers-held-back",
            "ingest",
            sum("holdfast_ingest_held_back"),
            LEVEL,
            Unit.COUNT,
            0,
            FIVE)
        .says(
            "Producers are slowed down",
            "holdfast health",
            "They send more than the disk of the journal can write. See the rule fsync-slow and the disk.");
    warn("clients-cut", "kernel", sum("holdfast_websocket_cut_total"), FIVE, Unit.COUNT, 100, LEVEL)
        .says(
            "The server closed many WebSocket connections",
            "holdfast health",
            "The clients were silent, stopped within a message, or did not read. Check the network.");
    warn(
            "clients-refused",
            "kernel",
            sum("holdfast_websocket_refused_total"),
            FIVE,
            Unit.COUNT,
            100,
            LEVEL)
        .says(
            "Many WebSocket clients were refused",
            "holdfast health",
            "The token or origin is wrong, or there are more sessions than web.websocket.max-sessions.");
    warn(
            "slow-clients",
            "kernel",
            sum("holdfast_web_client_faults_total", "kind", "slow-head", "slow-body"),
            FIVE,
            Unit.COUNT,
            100,
            LEVEL)
        .says(
            "Many clients send their requests too slowly",
            "holdfast health",
            "This may be an attack. The server closes their connections; if they go on, block the address.");
  }

  private void database() {
    MetricQuery busy = share(sum("hikaricp_connections_active"), sum("hikaricp_connections_max"));
    String pool =
        "See which plugins hold the connections: holdfast db status. Or raise"
            + " holdfast.database.pool.max-size.";
    warn(
            "database-lost-often",
            "database",
            sum("holdfast_database_outages_total"),
            TEN,
            Unit.COUNT,
            3,
            LEVEL)
        .says(
            "The database is lost again and again",
            "holdfast db status",
            "Check the log of the database and the network. Events wait on disk and are stored afterwards.");
    warn("pool-busy", "database", busy, LEVEL, Unit.SHARE, 0.95, FIVE)
        .says("Nearly all database connections are in use", "holdfast db status", pool);
    warn(
            "pool-waiting",
            "database",
            sum("hikaricp_connections_pending"),
            LEVEL,
            Unit.COUNT,
            0,
            MINUTE)
        .says("Threads wait for a database connection", "holdfast db status", pool);
    warn(
            "pool-timeouts",
            "database",
            sum("hikaricp_connections_timeout_total"),
            FIVE,
            Unit.COUNT,
            0,
            LEVEL)
        .says("Threads got no database connection in time", "holdfast db status", pool);
    warn(
            "connection-leaks",
            "database",
            sum("holdfast_database_leaks_total"),
            TEN,
            Unit.COUNT,
            0,
            LEVEL)
        .says(
            "A database connection was held for too long",
            "holdfast plugins ls",
            "The log names the plugin and the method that took the connection.");
    warn(
            "slow-statements",
            "database",
            sum("holdfast_database_slow_statements_total"),
            TEN,
            Unit.COUNT,
            20,
            LEVEL)
        .says(
            "Many database statements are slow",
            "holdfast db statements on",
            "The log names each kind of statement and its plugin. An index is missing, or the server is busy.");
  }

  private void store() {
    warn(
            "store-failures",
            "event-store",
            sum("holdfast_store_failures_total"),
            FIVE,
            Unit.COUNT,
            30,
            LEVEL)
        .says(
            "Storing events fails again and again",
            "holdfast db status",
            "Storing is tried again and no event is lost. /health/event-store shows the last error.");
    warn(
            "storing-late",
            "event-store",
            most("holdfast_event_end_to_end_seconds_max"),
            LEVEL,
            Unit.SECONDS,
            300,
            FIVE)
        .says(
            "Events reach the database late",
            "holdfast db status",
            "This is the time from acceptance to commit. After an outage it is normal until all events are stored.");
  }

  private void plugins() {
    warn(
            "plugin-restarts",
            "kernel",
            sum(
                "holdfast_plugin_restarts_total",
                "cause",
                "start-failed",
                "start-overdue",
                "worker-failed",
                "worker-stalled"),
            TEN,
            Unit.COUNT,
            3,
            LEVEL)
        .says(
            "Plugins fail again and again",
            "holdfast plugins ls",
            "A plugin that fails is restarted; after too many failures it stays in quarantine. Its state names the cause.");
    warn(
            "threads-left-behind",
            "kernel",
            sum("holdfast_plugin_threads_left_behind"),
            LEVEL,
            Unit.COUNT,
            0,
            FIVE)
        .says(
            "A stopped plugin left threads that do not end",
            "holdfast plugins ls",
            "They hold memory until the next restart of the server. Report it to the author of the plugin.");
    warn(
            "versions-held",
            "kernel",
            sum("holdfast_plugin_versions_held"),
            LEVEL,
            Unit.COUNT,
            0,
            FIVE)
        .says(
            "Old versions of plugins stay in the heap",
            "holdfast plugins ls",
            "The log names what holds them. A restart of the server frees the memory.");
  }

  private void process() {
    MetricQuery live = share(sum("jvm_gc_live_data_size_bytes"), sum("jvm_gc_max_data_size_bytes"));
    MetricQuery files = share(sum("process_files_open_files"), sum("process_files_max_files"));
    String memory =
        "Find the plugin that grows (holdfast incident capture) and restart it, or raise the heap (conf/jvm.options).";
    String descriptors = "List them: ls -l /proc/<pid>/fd. To raise the limit: ulimit -n.";
    warn("heap-high", "kernel", live, LEVEL, Unit.SHARE, 0.85, FIVE)
        .says("Little heap is free after a collection", "holdfast health", memory);
    critical("heap-full", "kernel", live, LEVEL, Unit.SHARE, 0.95, MINUTE)
        .says("The heap is full, even after a collection", "holdfast health", memory);
    warn("gc-pauses", "kernel", most("jvm_gc_pause_seconds_max"), LEVEL, Unit.SECONDS, 3, SOON)
        .says("A garbage collection took a long time", "holdfast health", memory);
    warn("files-many", "kernel", files, LEVEL, Unit.SHARE, 0.8, MINUTE)
        .says("Many file descriptors are in use", "holdfast doctor", descriptors);
    critical("files-almost-out", "kernel", files, LEVEL, Unit.SHARE, 0.95, SOON)
        .says("Nearly all file descriptors are in use", "holdfast doctor", descriptors);
    warn("cpu-busy", "kernel", sum("process_cpu_usage"), LEVEL, Unit.SHARE, 0.95, TEN)
        .says(
            "The server uses all processors",
            "holdfast health",
            "The load is too high for the machine, or code loops. jstack names the busy threads.");
    warn("threads-many", "kernel", sum("jvm_threads_live_threads"), LEVEL, Unit.COUNT, 1000, FIVE)
        .says(
            "There are many threads",
            "holdfast plugins ls",
            "A plugin starts threads that do not end. jstack shows their names.");
    warn(
            "threads-blocked",
            "kernel",
            sum("jvm_threads_states_threads", "state", "blocked"),
            LEVEL,
            Unit.COUNT,
            20,
            MINUTE)
        .says(
            "Many threads wait for a lock",
            "holdfast plugins ls",
            "jstack shows the lock and the thread that holds it.");
  }

  private Draft warn(
      String name,
      String plugin,
      MetricQuery query,
      Duration window,
      Unit unit,
      double more,
      Duration after) {
    return new Draft(name, plugin, Severity.WARNING, query, window, unit, more, after);
  }

  private Draft critical(
      String name,
      String plugin,
      MetricQuery query,
      Duration window,
      Unit unit,
      double more,
      Duration after) {
    return new Draft(name, plugin, Severity.CRITICAL, query, window, unit, more, after);
  }

  /** A rule that lacks its words. */
  private final class Draft {
    private final String name;
    private final String plugin;
    private final Severity severity;
    private final MetricQuery query;
    private final Duration window;
    private final Unit unit;
    private final double threshold;
    private final Duration after;

    Draft(
        String name,
        String plugin,
        Severity severity,
        MetricQuery query,
        Duration window,
        Unit unit,
        double threshold,
        Duration after) {
      this.name = name;
      this.plugin = plugin;
      this.severity = severity;
      this.query = query;
      this.window = window;
      this.unit = unit;
      this.threshold = threshold;
      this.after = after;
    }

    void says(String title, String command, String runbook) {
      rules.add(
          new Rule(
              name, plugin, severity, query, window, unit, threshold, after, title, command,
              runbook));
    }
  }
}
