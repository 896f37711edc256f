package dev.holdfast.console.command.plugins;

import static java.util.Objects.requireNonNull;

import dev.holdfast.console.instance.Installation;
import dev.holdfast.console.terminal.ExitCode;
import dev.holdfast.console.terminal.Terminal;
import java.io.File;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Writes a project that compiles, tests and installs as it is. */
@Command(
    name = "new",
    header = "Create a small Maven project for your own plugin.",
    footer = {
      "  holdfast plugins new weather",
      "  holdfast plugins new tide-gauge --package org.example.tide --directory ~/src/tide-gauge"
    })
final class PluginsNewCommand implements Callable<Integer> {
  @Mixin Installation installation = new Installation();

  @Parameters(
      paramLabel = "NAME",
      description = "The name of the plugin, [a-z][a-z0-9-]*, at most 40 characters.")
  String name = "";

  @Option(
      names = "--directory",
      paramLabel = "DIR",
      description = "The directory of the project, which must not exist. Default: NAME.")
  @Nullable Path directory;

  @Option(
      names = "--package",
      paramLabel = "PACKAGE",
      description = "The package of its classes. Default: dev.example.NAME, without hyphens.")
  @Nullable String packageName;

  @Spec @Nullable CommandSpec spec;

  @Override
  public Integer call() {
    Terminal terminal = Terminal.of(requireNonNull(spec));
    PluginProject project =
        PluginProject.of(name, packageName, PluginRepository.of(installation.home()));
    Path target = (directory == null ? Path.of(name) : directory).toAbsolutePath().normalize();
    project.write(target);
    // With a slash: cp shall complain, not make a file, when there is no such folder.
    String plugins = installation.base().resolve("plugins") + File.separator;
    terminal.print(target + " is created. Next, with a JDK 25 and Maven:");
    terminal.print("  cd " + quoted(target.toString()));
    terminal.print("  mvn package");
    terminal.print("  cp target/" + name + ".jar " + quoted(plugins));
    terminal.print("A running server loads it within seconds; see /health/" + name + ".");
    return ExitCode.OK;
  }

  private static String quoted(String text) {
    return text.matches("[\\w./:\\\\-]+") ? text : '"' + text + '"';
  }
}
