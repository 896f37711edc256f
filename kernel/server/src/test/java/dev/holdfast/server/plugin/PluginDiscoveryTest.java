package dev.holdfast.server.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.server.plugin.loading.PluginDescriptor;
import dev.holdfast.server.plugin.loading.PluginDiscovery;
import dev.holdfast.server.plugin.loading.PluginEntry;
import dev.holdfast.server.plugin.loading.PluginReader;
import dev.holdfast.server.plugin.loading.Staging;
import dev.holdfast.spi.Plugin;
import dev.holdfast.spi.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PluginDiscoveryTest {
  @TempDir Path work;
  private Path plugins;
  private JarMaker jars;

  @BeforeEach
  void prepare() throws IOException {
    plugins = Files.createDirectory(work.resolve("plugins"));
    jars = new JarMaker(work);
  }

  private static String plugin(String type, String name, String body) {
    return JarMaker.plugin(type, name, body);
  }

  private PluginReader reader() {
    return new PluginReader(getClass().getClassLoader(), Staging.IN_PLACE, JarMaker.LIMITS);
  }

  private PluginDiscovery.Found find() throws IOException {
    return PluginDiscovery.in(List.of(plugins), reader());
  }

  private static String code(PluginDiscovery.Found found, String folder) {
    Problem problem = found.refused().get(folder);
    return problem == null ? "none" : problem.code();
  }

  @Test
  void foldersAndLooseJarsAreFoundInTheOrderOfTheirNames() throws Exception {
    jars.make(plugins.resolve("b/b.jar"), Map.of("B", plugin("B", "second", "")), "B");
    jars.make(plugins.resolve("a.jar"), Map.of("A", plugin("A", "first", "")), "A");
    assertThat(find().plugins())
        .extracting(PluginDescriptor::name)
        .containsExactly("first", "second");
  }

  @Test
  void aClassBelongsToAPluginOnlyWhenItCameFromItsOwnJars() throws Exception {
    jars.make(plugins.resolve("a.jar"), Map.of("A", plugin("A", "first", "")), "A");
    PluginDescriptor descriptor = find().plugins().getFirst();
    assertThat(descriptor.hasLoaded("A")).isTrue();
    assertThat(descriptor.hasLoaded("java.lang.Object")).isFalse();
    assertThat(descriptor.hasLoaded(Plugin.class.getName())).isFalse();
    assertThat(descriptor.hasLoaded("B")).isFalse();
  }

  @Test
  void aMissingDirectoryHoldsNoPlugins() throws Exception {
    assertThat(PluginDiscovery.in(List.of(work.resolve("none")), reader()).plugins()).isEmpty();
  }

  @Test
  void whatIsBrokenIsRefusedByNameAndCostsOnlyItself() throws Exception {
    jars.make(plugins.resolve("good.jar"), Map.of("G", plugin("G", "good", "")), "G");
    jars.make(plugins.resolve("nobody.jar"), Map.of("N", plugin("N", "nobody", "")), "");
    jars.make(plugins.resolve("absent.jar"), Map.of("X", plugin("X", "x", "")), "NotThere");
    jars.make(plugins.resolve("shouting.jar"), Map.of("S", plugin("S", "Shouting!", "")), "S");
    byte[] whole = Files.readAllBytes(plugins.resolve("good.jar"));
    Files.write(plugins.resolve("cut.jar"), Arrays.copyOf(whole, whole.length / 2));
    Files.write(plugins.resolve("empty.jar"), new byte[0]);
    Files.writeString(plugins.resolve("text.jar"), "not a jar");
    Files.createDirectory(plugins.resolve("hollow"));
    PluginDiscovery.Found found = find();
    assertThat(found.plugins()).extracting(PluginDescriptor::name).containsExactly("good");
    assertThat(code(found, "cut")).isEqualTo("HF-PLG-001");
    assertThat(code(found, "empty")).isEqualTo("HF-PLG-001");
    assertThat(code(found, "text")).isEqualTo("HF-PLG-001");
    assertThat(code(found, "nobody")).isEqualTo("HF-PLG-002");
    assertThat(code(found, "hollow")).isEqualTo("HF-PLG-002");
    assertThat(code(found, "absent")).isEqualTo("HF-PLG-003");
    assertThat(code(found, "shouting")).isEqualTo("HF-PLG-004");
  }

  @Test
  void aClassWhoseLibraryIsMissingIsRefused() throws Exception {
    Path library = work.resolve("library.jar");
    jars.make(
        library,
        Map.of("Lib", "public class Lib { public static int version() { return 1; } }"),
        "");
    String source =
        plugin("U", "user", "").replace("public String", "Lib lib = new Lib(); public String");
    jars.make(plugins.resolve("user.jar"), Map.of("U", source), "U", library);
    assertThat(code(find(), "user")).isEqualTo("HF-PLG-003");
  }

  @Test
  void theSecondOfTwoPluginsOfOneNameIsRefused() throws Exception {
    jars.make(plugins.resolve("a.jar"), Map.of("A", plugin("A", "same", "")), "A");
    jars.make(plugins.resolve("b.jar"), Map.of("B", plugin("B", "same", "")), "B");
    PluginDiscovery.Found found = find();
    assertThat(found.plugins()).hasSize(1);
    assertThat(found.plugins().getFirst().origin()).endsWith("a.jar");
    assertThat(code(found, "b")).isEqualTo("HF-PLG-005");
  }

  @Test
  void twoPluginsUseTwoVersionsOfOneLibrary() throws Exception {
    for (int version = 1; version <= 2; version++) {
      Path folder = plugins.resolve("p" + version);
      Path library = folder.resolve("library.jar");
      jars.make(
          library,
          Map.of(
              "Lib",
              "public class Lib { public static int version() { return " + version + "; } }"),
          "");
      String source =
          plugin("P", "p" + version, "throw new Exception(\"version \" + Lib.version());");
      jars.make(folder.resolve("plugin.jar"), Map.of("P", source), "P", library);
    }
    for (PluginDescriptor descriptor : find().plugins()) {
      Plugin plugin = descriptor.create();
      assertThatThrownBy(() -> plugin.start(new NoContext()))
          .hasMessage("version " + descriptor.name().substring(1));
    }
  }

  @Test
  void aPluginDoesNotSeeTheServer() throws Exception {
    String look =
        "Class.forName(\"dev.holdfast.server.plugin.loading.PluginDiscovery\", false, getClass().getClassLoader());";
    jars.make(plugins.resolve("spy.jar"), Map.of("Spy", plugin("Spy", "spy", look)), "Spy");
    Plugin spy = find().plugins().getFirst().create();
    assertThatThrownBy(() -> spy.start(new NoContext())).isInstanceOf(ClassNotFoundException.class);
  }

  @Test
  void aJarForAnotherContractIsRefusedWithTheSentenceThatSaysWhatToDo() throws Exception {
    jars.with("META-INF/MANIFEST.MF", "Manifest-Version: 1.0\nHoldfast-Api: 3\n");
    jars.make(plugins.resolve("new.jar"), Map.of("N", plugin("N", "newer", "")), "N");
    jars.with("META-INF/MANIFEST.MF", "Manifest-Version: 1.0\nHoldfast-Api: 2\n");
    jars.make(plugins.resolve("right.jar"), Map.of("R", plugin("R", "right", "")), "R");
    PluginDiscovery.Found found = find();
    assertThat(found.plugins()).extracting(PluginDescriptor::name).containsExactly("right");
    assertThat(found.refused().values())
        .extracting(Problem::sentence)
        .singleElement()
        .asString()
        .startsWith("HF-PLG-009")
        .contains("Holdfast-Api: 3, this server has 2", "built for this server");
  }

  @Test
  void aPluginSaysInItsManifestThatItStartsInSafeModeToo() throws Exception {
    Path folder = Files.createDirectory(plugins.resolve("ours"));
    Files.writeString(plugins.resolve("broken.jar"), "no jar");
    jars.make(plugins.resolve("silent.jar"), Map.of("S", plugin("S", "silent", "")), "S");
    jars.with("META-INF/MANIFEST.MF", "Manifest-Version: 1.0\nHoldfast-Safe-Mode: false\n");
    jars.make(plugins.resolve("not.jar"), Map.of("N", plugin("N", "not", "")), "N");
    jars.with("META-INF/MANIFEST.MF", "Manifest-Version: 1.0\nHoldfast-Safe-Mode: true\n");
    jars.make(folder.resolve("ours-1.jar"), Map.of("O", plugin("O", "ours", "")), "O");
    jars.make(plugins.resolve("library.jar"), Map.of("L", "class L {}"), "");
    assertThat(PluginDiscovery.folders(List.of(plugins)))
        .containsExactly("broken", "library", "not", "ours", "silent");
    assertThat(PluginDiscovery.startingInSafeMode(List.of(plugins))).containsExactly("ours");
  }

  @Test
  void brokenDefaultsCostOnlyTheirPlugin() throws Exception {
    jars.with("reference.conf", "holdfast.bad { a = [1, ");
    jars.make(plugins.resolve("bad.jar"), Map.of("B", plugin("B", "bad", "")), "B");
    jars.with("reference.conf", "");
    jars.make(plugins.resolve("good.jar"), Map.of("G", plugin("G", "good", "")), "G");
    PluginDiscovery.Found found = find();
    assertThat(found.plugins()).extracting(PluginDescriptor::name).containsExactly("good");
    assertThat(code(found, "bad")).isEqualTo("HF-PLG-010");
  }

  @Test
  void aConstructorThatHangsIsGivenUp() throws Exception {
    String source =
        plugin("H", "hangs", "")
            .replace(
                "public String",
                "public H() throws Exception { new java.util.concurrent.CountDownLatch(1).await(); }"
                    + " public String");
    jars.make(plugins.resolve("hangs.jar"), Map.of("H", source), "H");
    PluginReader impatient = reader().givingUpAfter(Duration.ofMillis(500));
    assertThat(PluginDiscovery.in(List.of(plugins), impatient).refused().values())
        .extracting(Problem::sentence)
        .singleElement()
        .asString()
        .startsWith("HF-PLG-003")
        .contains("its constructor took longer than PT0.5S");
  }

  @Test
  void aNameOfTheKernelsOwnIsRefused() throws Exception {
    jars.make(plugins.resolve("w.jar"), Map.of("W", plugin("W", "web", "")), "W");
    assertThat(code(find(), "w")).isEqualTo("HF-PLG-004");
  }

  @Test
  void aJarThatChangesWhileItIsReadIsNotTrusted() throws Exception {
    jars.make(plugins.resolve("a.jar"), Map.of("A", plugin("A", "first", "")), "A");
    Staging writer =
        entry -> {
          Files.write(entry, new byte[] {1}, StandardOpenOption.APPEND);
          return entry;
        };
    PluginEntry read =
        new PluginReader(getClass().getClassLoader(), writer, JarMaker.LIMITS)
            .read(plugins.resolve("a.jar"));
    assertThat(read.plugins()).isEmpty();
    assertThat(read.refusal().map(Problem::sentence).orElse("none"))
        .startsWith("HF-PLG-001")
        .contains("changes while it is being read");
  }
}
