package dev.holdfast.server.process;

import dev.holdfast.spi.Range;
import java.time.Duration;
import java.util.List;

/**
 * {@code holdfast.safe-mode}.
 *
 * @param ends so many disorderly ends within the window, and only {@code plugins} are started
 * @param window see ends
 * @param plugins the folders of plugins that start in safe mode as well
 */
public record SafeModeConfig(
    @Range(min = "2", max = "100") int ends,
    @Range(min = "1 s", max = "1 d") Duration window,
    List<String> plugins) {}
