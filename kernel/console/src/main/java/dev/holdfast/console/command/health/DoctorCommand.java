package dev.holdfast.console.command.health;

import static java.util.Objects.requireNonNull;

import dev.holdfast.console.instance.EmbeddedServer;
import dev.holdfast.console.instance.Installation;
import dev.holdfast.console.instance.Settings;
import dev.holdfast.console.terminal.ExitCode;
import dev.holdfast.console.terminal.Failure;
import dev.holdfast.console.terminal.Failures;
import dev.holdfast.console.terminal.LineWriter;
import dev.holdfast.console.terminal.Terminal;
import java.io.PrintWriter;
import java.util.ServiceConfigurationError;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Examines everything that a server needs, whether one runs or not. */
@Command(
    name = "doctor",
    header = "Examine everything that a server needs, and name faults and remedies.",
    footer = {
      "  holdfast doctor                    while the server is down, or beside it; it changes nothing",
      "  holdfast doctor --base /var/lib/holdfast --json",
      "  DATABASE_URL=postgresql://user:secret@host/events holdfast doctor"
    })
public final class DoctorCommand implements Callable<Integer> {
  @Mixin Installation installation = new Installation();
  @Mixin Settings settings = new Settings();

  @Option(names = "--json", description = "Print one JSON document instead of lines.")
  boolean json;

  @Spec @Nullable CommandSpec spec;

  @Override
  public Integer call() {
    Terminal terminal = Terminal.of(requireNonNull(spec));
    DoctorReport report = new DoctorReport();
    DoctorLines lines = new DoctorLines();
    int code = ExitCode.OK;
    LineWriter heard =
        new LineWriter(line -> {
          DoctorFinding finding = DoctorFinding.parse(line);
          report.add(finding);
          if (!json) {
            lines.of(finding).forEach(terminal::print);
          }
        });
    try (PrintWriter findings = new PrintWriter(heard)) {
      code =
          EmbeddedServer.run(
              "examine",
              installation.base(),
              settings.all(),
              new Terminal(findings, terminal.err()));
    } catch (Failure failure) {
      if (failure.exitCode() == ExitCode.USAGE) {
        throw failure;
      }
      heard.line(DoctorFinding.broken(failure.problem()).json());
    } catch (LinkageError | ServiceConfigurationError e) {
      // A jar is missing or damaged: the patient cannot even be woken, which is a finding too.
      heard.line(DoctorFinding.broken(Failures.serverDamaged(e).problem()).json());
    }
    if (json) {
      terminal.print(report.json());
    } else {
      lines.end().forEach(terminal::print);
      terminal.print(report.verdict());
    }
    return code == ExitCode.OK ? report.exitCode() : code;
  }
}
