package dev.holdfast.database.examination;

import dev.holdfast.database.driver.DatabaseConfig;
import dev.holdfast.database.driver.FailureMessages;
import dev.holdfast.database.driver.Target;
import dev.holdfast.database.driver.UrlSettings;
import dev.holdfast.spi.Examination;
import dev.holdfast.spi.ProblemException;
import java.sql.Connection;

/**
 * The database's part of {@code holdfast doctor}. It follows the steps of making a connection, no
 * further than makes sense. It opens its own connections and changes nothing.
 */
public final class DatabaseExamination {
  private DatabaseExamination() {}

  public static void run(Examination examination, DatabaseConfig written) {
    try {
      DatabaseConfig config = UrlSettings.applied(written);
      if (config.url().isBlank()) {
        SqliteExamination.run(examination, config);
      } else {
        PostgresExamination.run(examination, config);
      }
      PoolSizeAdvice.give(examination, config.pool().maxSize());
    } catch (ProblemException e) {
      examination.fail("settings", e.problem());
    }
  }

  /** One step that talks to the database. */
  @FunctionalInterface
  interface Step {
    void run() throws Exception;
  }

  /** Runs a step as long as the connection is there: what broke it has been said. */
  static void step(
      Examination examination, String subject, Target target, Connection connection, Step step) {
    step(
        examination,
        subject,
        target,
        () -> {
          if (!connection.isClosed()) {
            step.run();
          }
        });
  }

  /**
   * Runs a step; one that fails is a line.
   *
   * @return whether it went through
   */
  static boolean step(Examination examination, String subject, Target target, Step step) {
    try {
      step.run();
      return true;
    } catch (Exception e) {
      examination.fail(subject, FailureMessages.problem(e, target));
      return false;
    }
  }
}
