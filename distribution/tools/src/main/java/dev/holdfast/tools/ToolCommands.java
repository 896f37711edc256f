package dev.holdfast.tools;

import dev.holdfast.console.CommandProvider;
import dev.holdfast.tools.demo.DemoCommand;
import dev.holdfast.tools.measurement.BenchCommand;
import dev.holdfast.tools.measurement.SoakCommand;
import dev.holdfast.tools.measurement.VerifyCommand;
import java.util.List;

/** All commands of this module, which the console's ServiceLoader finds. */
public final class ToolCommands implements CommandProvider {
  @Override
  public List<Object> commands() {
    return List.of(
        new DemoCommand(),
        new VerifyCommand(),
        new BenchCommand(),
        new SoakCommand(),
        new DrillCommand());
  }
}
