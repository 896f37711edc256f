package dev.holdfast.distribution;

import dev.holdfast.testkit.network.FaultyNetwork;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where drills take place: a database and a role of their own in a PostgreSQL, a network before it,
 * and the command of the distribution that runs the drill.
 */
final class DrillGround implements AutoCloseable {
  static final String ROLE = "holdfast";
  static final String PASSWORD = "secret";
  static final String DATABASE = "drill";

  final Postgres postgres;
  final FaultyNetwork network;
  final Switches switches;
  private final Path base;

  DrillGround(Postgres postgres, Path base) throws Exception {
    this.postgres = postgres;
    this.base = base;
    network = FaultyNetwork.to("127.0.0.1", postgres.port());
    switches = new Switches();
    makeRole(postgres);
    makeDatabase(postgres);
  }

  static void makeRole(Postgres postgres) throws Exception {
    postgres.execute("create role " + ROLE + " login password '" + PASSWORD + "'");
  }

  static void makeDatabase(Postgres postgres) throws Exception {
    postgres.execute("create database " + DATABASE + " owner " + ROLE);
  }

  /** As the server sees it: through the network. */
  String url() {
    return url("127.0.0.1:" + network.port());
  }

  static String url(String hosts) {
    return "postgresql://" + ROLE + ":" + PASSWORD + "@" + hosts + "/" + DATABASE;
  }

  /** One drill as it is typed; the options say what happens. */
  Outcome drill(String name, Object... options) throws Exception {
    return drillAt(url(), name, options);
  }

  Outcome drillAt(String url, String name, Object... options) throws Exception {
    List<Object> words = new ArrayList<>(List.of("drill", "database", "--json"));
    words.addAll(List.of("--database-url", url, "--base", base.resolve("server")));
    words.addAll(List.of(options));
    Command.Ended ended = Command.holdfast(words.toArray()).run(Duration.ofMinutes(10));
    Outcome outcome = new Outcome(name, ended.code(), ended.output());
    outcome.tell();
    return outcome;
  }

  @Override
  public void close() throws Exception {
    switches.close();
    network.close();
    if (postgres.isRunning()) {
      postgres.resume();
    }
    postgres.start();
    postgres.execute(
        "drop database if exists " + DATABASE + " with (force)", "drop role if exists " + ROLE);
  }

  /** What the command has said. */
  record Outcome(String name, int code, String output) {
    /** Not a number when the command did not say it. */
    double figure(String figure) {
      Matcher matcher =
          Pattern.compile("\"" + figure + "\":(-?[0-9.]+(?:E-?[0-9]+)?)").matcher(output);
      return matcher.find() ? Double.parseDouble(matcher.group(1)) : Double.NaN;
    }

    /** One that must be there: no comparison with what is not a number ever fails. */
    double known(String figure) {
      double value = figure(figure);
      if (Double.isNaN(value)) {
        throw new AssertionError("no " + figure + " in " + output);
      }
      return value;
    }

    boolean passed() {
      return code == 0 && output.contains("\"pass\":true");
    }

    /** A row of the table that a person reads: on the console and in target/drills.txt. */
    void tell() throws IOException {
      String row = row();
      System.out.println(row);
      Files.writeString(
          Unzipped.archive("").resolveSibling("drills.txt"),
          row + System.lineSeparator(),
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
    }

    private String row() {
      return String.join(
          " | ",
          "%-26s".formatted(name),
          passed() ? "PASS" : "FAIL",
          "stop %.1f s".formatted(figure("stopSeconds")),
          "outage %.1f s".formatted(figure("outageSeconds")),
          "noticed %.3f s".formatted(figure("noticedSeconds")),
          "first row %.3f s".formatted(figure("recoveredSeconds")),
          "errors before it %.0f".formatted(figure("errorsDuring")),
          "after it %.0f".formatted(figure("errorsAfterFirstRow")),
          "ack p50 %.1f".formatted(figure("p50Millis")),
          "p99 %.1f".formatted(figure("p99Millis")),
          "max %.1f ms".formatted(figure("maxMillis")),
          "/health %.1f ms".formatted(figure("healthMaxMillis")),
          "lost %.0f back %.0f".formatted(figure("logLost"), figure("logReconnected")),
          "acked %.0f rows %.0f".formatted(figure("acknowledged"), figure("rows")),
          "missing %.0f doubled %.0f".formatted(figure("missing"), figure("doubled")),
          findings());
    }

    private String findings() {
      Matcher matcher = Pattern.compile("\"findings\":(\\[[^]]*])").matcher(output);
      return matcher.find() ? matcher.group(1) : output;
    }
  }
}
