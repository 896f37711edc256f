package dev.holdfast.alerts.message;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The name of the server in messages. */
final class ServerName {
  private static final Path HOST = Path.of("/proc/sys/kernel/hostname");

  private ServerName() {}

  /** The configured one, else that of the machine, without asking the network for it. */
  static String of(String configured) {
    if (!configured.isBlank()) {
      return configured.strip();
    }
    try {
      return Files.readString(HOST).strip();
    } catch (IOException e) {
      return "holdfast";
    }
  }
}
