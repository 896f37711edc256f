package dev.holdfast.console;

import static java.util.Objects.requireNonNull;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Says what this is. */
@Command(
    name = "version",
    header = "Print the version of Holdfast and of the Java that runs it.",
    footer = "  holdfast version")
final class VersionCommand implements Callable<Integer> {
  @Spec @Nullable CommandSpec spec;

  @Override
  public Integer call() {
    Talk.of(requireNonNull(spec)).print(line());
    return ExitCode.OK;
  }

  static String line() {
    return "holdfast " + version() + ", Java " + Runtime.version() + " of " + vendor();
  }

  /** The version in the manifest; classes that were not packed have none. */
  static String version() {
    String version = Main.class.getPackage().getImplementationVersion();
    return version == null ? "(not packed)" : version;
  }

  private static String vendor() {
    return System.getProperty("java.vendor", "an unknown vendor");
  }
}
