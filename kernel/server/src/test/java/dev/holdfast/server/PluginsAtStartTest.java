package dev.holdfast.server;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.config.ConfigProblems;
import dev.holdfast.server.plugin.JarMaker;
import dev.holdfast.spi.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A plugin that is wrong in itself does not keep the server from starting. */
class PluginsAtStartTest {
  @TempDir Path base;
  @TempDir Path work;
  private JarMaker jars;

  @BeforeEach
  void prepare() throws IOException {
    Files.createDirectories(base.resolve("conf"));
    Files.createDirectories(base.resolve("plugins"));
    jars = new JarMaker(work);
    jars.make(base.resolve("plugins/good.jar"), Map.of("G", JarMaker.plugin("G", "good", "")), "G");
  }

  private void odd(String settings) throws IOException {
    String source =
        JarMaker.plugin("O", "odd", "")
            .replace(
                "public void start",
                "record C("
                    + settings
                    + ") {} public Class<? extends Record> configuration() { return C.class; }"
                    + " public void start");
    jars.make(base.resolve("plugins/odd.jar"), Map.of("O", source), "O");
  }

  private ServerSettings read(String configuration) throws Exception {
    Files.writeString(base.resolve("conf/holdfast.conf"), configuration);
    return ServerSettings.read(base, base, Map.of(), Map.of());
  }

  @Test
  void aSettingThatNobodyHasTypedCostsOnlyItsPlugin() throws Exception {
    odd("int needed");
    ServerSettings settings = read("");
    Problem refused = requireNonNull(settings.refused().get("odd"));
    assertThat(refused.code()).isEqualTo("HF-PLG-015");
    assertThat(refused.reason())
        .contains("holdfast.odd.needed has no value", "HOLDFAST__ODD__NEEDED");
    assertThat(settings.handOver().keySet())
        .extracting(plugin -> plugin.name())
        .containsExactly("good");
  }

  @Test
  void aWrongDefaultCostsOnlyItsPlugin() throws Exception {
    jars.with("reference.conf", "holdfast.odd.needed = many");
    odd("int needed");
    assertThat(requireNonNull(read("").refused().get("odd")).code()).isEqualTo("HF-PLG-010");
  }

  @Test
  void whatSomebodyHasTypedWrongStopsTheStart() throws Exception {
    odd("int needed, java.util.List<Integer> more");
    assertThatThrownBy(() -> read("holdfast.odd { needed = many, more = [1] }"))
        .isInstanceOf(ConfigProblems.class)
        .hasMessageContaining("holdfast.odd.needed");
    assertThatThrownBy(() -> read("holdfast.odd { needed = 1, more = [1, many] }"))
        .isInstanceOf(ConfigProblems.class);
  }

  @Test
  void withItsSettingItIsThere() throws Exception {
    odd("int needed");
    assertThat(read("holdfast.odd.needed = 3").refused()).isEmpty();
  }
}
