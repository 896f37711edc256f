package dev.holdfast.console;

import java.util.List;

/**
 * Adds commands to {@code holdfast} from another module, found by {@link java.util.ServiceLoader}.
 * Their place in the help is that of their names in {@link HelpText}.
 */
public interface CommandProvider {

  /** New instances of classes with picocli's {@code @Command}, in the order of the help. */
  List<Object> commands();
}
