package dev.holdfast.console.instance;

import java.nio.file.Path;

/**
 * Where the processes of one instance leave notes for each other and for people.
 *
 * @param base conf, logs
 * @param data the data directory
 */
public record InstanceFiles(Path base, Path data) {

  /** Written by the server: who it is and where it listens. */
  public Path serverNote() {
    return run().resolve("server.properties");
  }

  /** Written by the supervisor: who it is and how the server is. */
  public Path supervisorNote() {
    return run().resolve("supervisor.properties");
  }

  /** Held by the supervisor as long as it lives. */
  public Path supervisorLock() {
    return run().resolve("supervisor.lock");
  }

  /** Written by the server: starts and orderly ends. */
  public Path starts() {
    return run().resolve("starts");
  }

  /** There while the server leaves plugins out. */
  public Path safeMode() {
    return run().resolve("safe-mode");
  }

  /** Left by a person who wants the next end to be followed by a start at once. */
  public Path restartRequest() {
    return run().resolve("restart-requested");
  }

  public Path crashReports() {
    return run().resolve("obituaries");
  }

  public Path run() {
    return data.resolve("run");
  }

  public Path logs() {
    return base.resolve("logs");
  }
}
