package dev.holdfast.console.command.health;

import static java.util.Objects.requireNonNull;

import dev.holdfast.console.client.AdminToken;
import dev.holdfast.console.client.HealthReport;
import dev.holdfast.console.client.PinnedCertificate;
import dev.holdfast.console.client.ServerApi;
import dev.holdfast.console.instance.Installation;
import dev.holdfast.console.terminal.Failure;
import dev.holdfast.console.terminal.Terminal;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Asks a server how it is. */
@Command(
    name = "health",
    header = "Show the health of the running server, one line per check.",
    footer = {
      "  holdfast health",
      "  holdfast health --url http://127.0.0.1:8080 --json",
      "  holdfast health >/dev/null || page-somebody"
    })
public final class HealthCommand implements Callable<Integer> {
  @Mixin Installation installation = new Installation();

  @Option(
      names = "--url",
      description = "The address of the server. Default: the server of this base directory.")
  @Nullable String url;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "The data directory, if data.dir is not <base>/data.")
  @Nullable Path data;

  @Option(names = "--json", description = "Print the answer of the server.")
  boolean json;

  @Spec @Nullable CommandSpec spec;

  private Path directory(Terminal terminal, boolean remote) {
    if (data != null) {
      return data;
    }
    return remote ? installation.base().resolve("data") : installation.dataDirectory(terminal);
  }

  @Override
  public Integer call() {
    Terminal terminal = Terminal.of(requireNonNull(spec));
    boolean remote = url != null && data == null;
    Path directory = directory(terminal, remote);
    String address = url == null ? Installation.urlOf(directory) : url;
    try (ServerApi server =
        new ServerApi(
            address,
            AdminToken.ofLocal(remote, directory).orElse(null),
            PinnedCertificate.of(remote, directory))) {
      String answer = server.health();
      HealthReport report = HealthReport.parse(address + "/health", answer);
      if (json) {
        terminal.print(answer.strip());
      } else {
        report.checks().forEach(check -> terminal.print(check.line()));
        terminal.print(String.format(Locale.ROOT, "%-9s %s", report.state(), address));
      }
      return report.exitCode();
    } catch (Failure failure) {
      throw failure.asDown();
    }
  }
}
