package dev.holdfast.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.config.ConfigProblems;
import dev.holdfast.config.ConfigurationSources;
import dev.holdfast.config.Reference;
import dev.holdfast.database.DatabasePlugin;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The numbers of the pool as sets, read by the server's own reader. */
class PoolPresetsTest {
  @TempDir Path directory;

  private String pool(String file) throws Exception {
    Path written = Files.writeString(directory.resolve("holdfast.conf"), file);
    DatabasePlugin plugin = new DatabasePlugin();
    return ConfigurationSources.read(written, Map.of(), Map.of())
        .early("holdfast.database", plugin.configuration(), reference())
        .toString();
  }

  /** The plugin's own, wherever its classes are. */
  private static Reference reference() throws Exception {
    String place =
        DatabasePlugin.class.getProtectionDomain().getCodeSource().getLocation().toString();
    String address = place.endsWith("/") ? place : "jar:" + place + "!/";
    return Reference.of("reference.conf", URI.create(address + "reference.conf").toURL());
  }

  @Test
  void withoutOneTheDefaultsHold() throws Exception {
    assertThat(pool("")).contains("maxSize=10", "borrowTimeout=PT30S", "idleTimeout=PT5M");
  }

  @Test
  void eachIsTakenByOneLine() throws Exception {
    assertThat(pool("holdfast.database.pool = ${holdfast.database.presets.steady}"))
        .contains("maxSize=10", "borrowTimeout=PT30S", "idleTimeout=PT5M", "leakAfter=PT1M");
    assertThat(pool("holdfast.database.pool = ${holdfast.database.presets.patient}"))
        .contains("maxSize=10", "borrowTimeout=PT1M", "idleTimeout=PT10M", "keepalive=PT30S");
    assertThat(pool("holdfast.database.pool = ${holdfast.database.presets.bursts}"))
        .contains("maxSize=20", "minIdle=2", "borrowTimeout=PT1M", "idleTimeout=PT10S");
  }

  @Test
  void singleKeysWinOverIt() throws Exception {
    assertThat(
            pool(
                """
                holdfast.database {
                  pool = ${holdfast.database.presets.bursts}
                  pool.max-size = 15
                }
                """))
        .contains("maxSize=15", "borrowTimeout=PT1M");
  }

  @Test
  void oneOfTheUsersOwnIsChecked() {
    String file =
        """
        holdfast.database {
          presets.mine { max-size = 0 }
          pool = ${holdfast.database.presets.mine}
        }
        """;
    assertThatThrownBy(() -> pool(file))
        .isInstanceOf(ConfigProblems.class)
        .hasMessageContaining("pool.max-size");
  }
}
