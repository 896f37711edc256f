package dev.holdfast.simulator.command;

import dev.holdfast.console.CommandProvider;
import java.util.List;

/** The command of this module, which the console's ServiceLoader finds. */
public final class SimulatorCommands implements CommandProvider {
  @Override
  public List<Object> commands() {
    return List.of(new SimulateCommand());
  }
}
