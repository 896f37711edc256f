package dev.holdfast.server.process;

import dev.holdfast.spi.Range;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * {@code holdfast.safe-mode}.
 *
 * @param ends so many disorderly ends within the window, and only {@code plugins} are started
 * @param window see ends
 * @param plugins the folders of plugins that start in safe mode as well, beside those that say so
 *     themselves
 */
public record SafeModeConfig(
    @Range(min = "2", max = "100") int ends,
    @Range(min = "1 s", max = "1 d") Duration window,
    List<String> plugins) {

  /** The same with the plugins that say themselves that they start in safe mode. */
  public SafeModeConfig with(List<String> folders) {
    List<String> all = Stream.concat(plugins.stream(), folders.stream()).distinct().toList();
    return new SafeModeConfig(ends, window, all);
  }
}
