package dev.holdfast.server.deployment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.server.deployment.Purge.PurgeReport;
import dev.holdfast.server.plugin.JarMaker;
import dev.holdfast.spi.server.Leftovers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is left of a plugin whose jar was taken away, and how it goes. */
final class PurgeTest {
  @TempDir private Path folder;
  private final List<String> purged = new ArrayList<>();
  private boolean precious;
  private boolean broken;
  private Path data;
  private HotKernel hot;
  private Purge purge;

  @BeforeEach
  void begin() throws IOException {
    hot = new HotKernel(folder);
    data = folder.resolve("data");
    hot.kernel.services.contribute(Leftovers.class, new KeptByOthers());
    purge =
        new Purge(
            hot.kernel.supervisor,
            hot.deployments,
            hot.kernel.services,
            Set.of("journal"),
            Set.of("database"),
            data);
  }

  @AfterEach
  void end() throws Exception {
    hot.close();
  }

  /** Keeps something for the plugin tide, until it is purged. */
  private final class KeptByOthers implements Leftovers {
    @Override
    public List<Leftover> of(String plugin) {
      if (broken && plugin.equals("moon")) {
        throw new IllegalStateException("odd");
      }
      return plugin.equals("tide") && purged.isEmpty()
          ? List.of(new Leftover("reader tide", precious))
          : List.of();
    }

    @Override
    public void purge(String plugin, boolean force) {
      if (broken) {
        throw new IllegalStateException("odd");
      }
      purged.add(plugin);
    }
  }

  @Test
  void aPluginThatIsThereIsNotPurgedAndOneThatIsGoneIs() throws Exception {
    hot.putAndLook(hot.jar("tide.jar", "tide", ""), "tide.jar");
    hot.awaitRunning("tide");
    Files.writeString(data.resolve("tide/level"), "high");
    refused("tide is there");
    hot.kernel.supervisor.quarantine("tide");
    refused("tide is there");
    hot.remove("tide.jar");
    hot.look();
    PurgeReport left = purge.look("tide");
    assertThat(left.left())
        .extracting(Leftovers.Leftover::what)
        .containsExactly("reader tide", "folder " + data.resolve("tide") + ": 1 files, 4 B");
    assertThat(data.resolve("tide/level")).exists();
    assertThat(purged).isEmpty();
    assertThat(purge.purge("tide", false)).isEqualTo(left);
    assertThat(data.resolve("tide")).doesNotExist();
    assertThat(purged).containsExactly("tide");
    assertThat(purge.look("tide").left()).isEmpty();
  }

  @Test
  void aNoteOfAQuarantineGoesToo() throws Exception {
    Path note = data.resolve("run/quarantine/tide.properties");
    Files.createDirectories(note.getParent());
    Files.writeString(note, "cause=odd");
    assertThat(purge.purge("tide", false).left())
        .contains(new Leftovers.Leftover("its quarantine", false));
    assertThat(note).doesNotExist();
  }

  @Test
  void aJarThatIsRefusedOrNewMayBeThePlugin() throws Exception {
    Path broken = hot.plugins.resolve("broken.jar");
    Files.writeString(broken, "no jar");
    refused("broken.jar is not in service");
    hot.look();
    refused("broken.jar is not in service");
    Files.delete(broken);
    hot.look();
    assertThat(purge.look("tide").left()).hasSize(1);
  }

  @Test
  void aFolderThatCannotBeSeenMayHoldThePlugin() throws Exception {
    Path away = folder.resolve("away");
    Files.move(hot.plugins, away);
    refused("plugins cannot be seen");
    Files.move(away, hot.plugins);
    assertThat(purge.look("tide").left()).hasSize(1);
  }

  @Test
  void aJarOfWhichAPartIsRefusedMayHoldThePlugin() throws Exception {
    Path two = folder.resolve("jars/two.jar");
    hot.jars.make(
        two,
        Map.of(
            "Tide",
            JarMaker.plugin("Tide", "tide", ""),
            "Moon",
            JarMaker.plugin("Moon", "moon", "")),
        "Tide\nMoon");
    hot.putAndLook(hot.jar("a.jar", "tide", ""), "a.jar");
    hot.awaitRunning("tide");
    hot.putAndLook(two, "two.jar");
    hot.awaitRunning("moon");
    hot.remove("a.jar");
    hot.look();
    refused("two.jar is in service only in part");
  }

  @Test
  void aJarThatWasReplacedAMomentAgoMayBeThePlugin() throws Exception {
    hot.putAndLook(hot.jar("moon.jar", "moon", ""), "moon.jar");
    hot.awaitRunning("moon");
    assertThat(purge.look("tide").left()).hasSize(1);
    hot.put(hot.jar("tide.jar", "tide", ""), "moon.jar");
    refused("moon.jar is not in service");
  }

  @Test
  void aPluginThatFailsCostsOnlyWhatItKeepsAndThatIsTold() throws Exception {
    broken = true;
    Path level = Files.createDirectories(data.resolve("tide")).resolve("level");
    Files.writeString(level, "high");
    PurgeReport report = purge.purge("tide", false);
    assertThat(report.left())
        .extracting(Leftovers.Leftover::what)
        .containsExactly("folder " + data.resolve("tide") + ": 1 files, 4 B");
    assertThat(report.remaining()).containsExactly("reader tide");
    assertThat(level).doesNotExist();
    assertThat(purge.look("moon").notAsked()).hasSize(1);
    broken = false;
    assertThat(purge.purge("tide", false).remaining()).isEmpty();
  }

  @Test
  void whatIsNowhereElseNeedsForce() throws Exception {
    precious = true;
    assertThatThrownBy(() -> purge.purge("tide", false))
        .hasMessageContaining("HF-PLG-035")
        .hasMessageContaining("reader tide");
    assertThat(purged).isEmpty();
    purge.purge("tide", true);
    assertThat(purged).containsExactly("tide");
  }

  @Test
  void theDataThatOthersDependOnNeedsForce() throws Exception {
    Path rows = Files.createDirectories(data.resolve("database")).resolve("holdfast.db");
    Files.writeString(rows, "rows");
    assertThatThrownBy(() -> purge.purge("database", false))
        .hasMessageContaining("HF-PLG-035")
        .hasMessageContaining("1 files");
    assertThat(rows).exists();
    purge.purge("database", true);
    assertThat(rows).doesNotExist();
  }

  @Test
  void theFoldersOfTheServerAreNobodys() throws Exception {
    for (String name : List.of("run", "incidents", "..", "kernel", "a/b", "")) {
      assertThatThrownBy(() -> purge.purge(name, true)).hasMessageContaining("HF-PLG-011");
    }
    assertThatThrownBy(() -> purge.purge("journal", true)).hasMessageContaining("HF-PLG-034");
    assertThat(data.resolve("run")).exists();
  }

  @Test
  void aLinkIsDeletedAndNotFollowed() throws Exception {
    Path elsewhere = Files.createDirectories(folder.resolve("elsewhere"));
    Files.writeString(elsewhere.resolve("mine"), "keep");
    Files.createSymbolicLink(data.resolve("tide"), elsewhere);
    purge.purge("tide", false);
    assertThat(data.resolve("tide")).doesNotExist();
    assertThat(elsewhere.resolve("mine")).exists();
  }

  private void refused(String why) {
    assertThatThrownBy(() -> purge.purge("tide", true))
        .hasMessageContaining("HF-PLG-034")
        .hasMessageContaining(why);
    assertThat(purged).isEmpty();
  }
}
