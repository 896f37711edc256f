package dev.holdfast.server.plugin;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.server.plugin.loading.JarRevision;
import dev.holdfast.server.plugin.loading.PluginDescriptor;
import dev.holdfast.server.plugin.loading.PluginDiscovery;
import dev.holdfast.server.plugin.loading.PluginReader;
import dev.holdfast.server.plugin.loading.Staging;
import dev.holdfast.spi.Problem;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Jars of strangers: each costs only itself, whatever is in it. */
class ForeignJarsTest {
  private static final byte[] SPACES = " ".repeat(1 << 16).getBytes(UTF_8);

  @TempDir Path work;
  private Path plugins;
  private JarMaker jars;

  @BeforeEach
  void prepare() throws IOException {
    plugins = Files.createDirectory(work.resolve("plugins"));
    jars = new JarMaker(work);
    jars.make(plugins.resolve("good.jar"), Map.of("G", JarMaker.plugin("G", "good", "")), "G");
  }

  private Problem refusal(String folder) throws IOException {
    PluginDiscovery.Found found =
        PluginDiscovery.in(
            List.of(plugins),
            new PluginReader(getClass().getClassLoader(), Staging.IN_PLACE, JarMaker.LIMITS));
    assertThat(found.plugins()).extracting(PluginDescriptor::name).contains("good");
    Problem problem = requireNonNull(found.refused().get(folder), "the refusal of " + folder);
    assertThat(problem.sentence()).hasSizeLessThan(4_000);
    return problem;
  }

  /** A plugin with another method instead of what it would have. */
  private void odd(String method) throws IOException {
    String source = JarMaker.plugin("O", "odd", "");
    source =
        method.contains("String name()")
            ? source.replaceFirst(
                "public String name\\(\\) \\{[^}]*}", method.replace("\\", "\\\\"))
            : source.replaceFirst(
                "public void start", method.replace("\\", "\\\\") + " public void start");
    jars.make(plugins.resolve("odd.jar"), Map.of("O", source), "O");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "HF-PLG-004|public String name() { return null; }",
        "HF-PLG-004|public String name() { return \"y\".repeat(10_000_000); }",
        "HF-PLG-004|public String name() { return \"a\\nb\"; }",
        "HF-PLG-004|public String name() { return \"../a\"; }",
        "HF-PLG-004|public String name() { return \"\"; }",
        "HF-PLG-003|public String name() { throw new IllegalStateException(\"no name today\"); }",
        "HF-PLG-003|public String name() { throw new StackOverflowError(); }",
        "HF-PLG-030|public Class<? extends Record> configuration() { return null; }",
        "HF-PLG-003|public Class<? extends Record> configuration() { throw new AssertionError(); }",
        "HF-PLG-030|@SuppressWarnings(\"unchecked\") public Class<? extends Record> configuration() { return (Class<? extends Record>) (Class<?>) String.class; }",
        "HF-PLG-030|@SuppressWarnings(\"unchecked\") public Class<? extends Record> configuration() { return (Class<? extends Record>) (Class<?>) Record.class; }",
        "HF-PLG-030|record C(Thread t) {} public Class<? extends Record> configuration() { return C.class; }",
        "HF-PLG-030|record C(java.util.Map<Integer, String> t) {} public Class<? extends Record> configuration() { return C.class; }",
        "HF-PLG-003|static { if (true) throw new IllegalStateException(\"not today\"); }",
        "HF-PLG-003|static { class E extends RuntimeException { public String getMessage() { throw new IllegalStateException(); } } if (true) throw new E(); }",
      })
  void whatAPluginSaysOfItselfCostsOnlyItself(String code, String method) throws Exception {
    odd(method);
    assertThat(refusal("odd").code()).as(method).isEqualTo(code);
  }

  @Test
  void aPluginThatReturnsNoRecordIsToldSo() throws Exception {
    odd("public Class<? extends Record> configuration() { return null; }");
    assertThat(refusal("odd").why()).contains("odd.jar", "configuration() answers null");
  }

  private void write(String jar, String entry, int chunks) throws IOException {
    write(plugins.resolve(jar), entry, chunks);
  }

  private static void write(Path jar, String entry, int chunks) throws IOException {
    try (OutputStream file = Files.newOutputStream(jar);
        JarOutputStream out = new JarOutputStream(file)) {
      out.putNextEntry(new JarEntry(entry));
      for (int i = 0; i < chunks; i++) {
        out.write(SPACES);
      }
      out.closeEntry();
      out.putNextEntry(new JarEntry("META-INF/services/dev.holdfast.spi.Plugin"));
      out.write("N".getBytes(UTF_8));
      out.closeEntry();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "reference.conf",
        "META-INF/MANIFEST.MF",
        "META-INF/manifest.mf",
        "META-INF/services/java.sql.Driver",
        "META-INF/X.SF"
      })
  void whatIsReadAsAWholeIsSmall(String entry) throws Exception {
    write("odd.jar", entry, 50);
    Problem problem = refusal("odd");
    assertThat(problem.code()).isEqualTo("HF-PLG-001");
    assertThat(problem.why()).contains(entry, "larger than 64 KiB", "plugins.jar.text");
  }

  @Test
  void aJarThatUnpacksToTooMuchIsRefused() throws Exception {
    write("odd.jar", "a.class", 100);
    assertThat(refusal("odd").why()).contains("unpacks to more than 4 MiB", "plugins.jar.unpacked");
  }

  @Test
  void aSizeThatLiesIsFoundOut() throws Exception {
    write("odd.jar", "reference.conf", 50);
    Path jar = plugins.resolve("odd.jar");
    byte[] bytes = Files.readAllBytes(jar);
    // The central directory comes last; its sizes are what the JDK believes.
    for (int i = 0; i < bytes.length - 46; i++) {
      if (bytes[i] == 'P' && bytes[i + 1] == 'K' && bytes[i + 2] == 1 && bytes[i + 3] == 2) {
        bytes[i + 24] = 9;
        bytes[i + 25] = 0;
        bytes[i + 26] = 0;
        bytes[i + 27] = 0;
        break;
      }
    }
    Files.write(jar, bytes);
    try (JarFile open = new JarFile(jar.toFile())) {
      assertThat(open.getEntry("reference.conf").getSize()).isEqualTo(9);
    }
    assertThat(refusal("odd").code()).isEqualTo("HF-PLG-001");
  }

  @Test
  void aJarOfTooManyFilesIsRefused() throws Exception {
    try (OutputStream file = Files.newOutputStream(plugins.resolve("odd.jar"));
        JarOutputStream out = new JarOutputStream(file)) {
      for (int i = 0; i < 2_001; i++) {
        out.putNextEntry(new JarEntry("f" + i));
        out.closeEntry();
      }
    }
    assertThat(refusal("odd").why()).contains("has 2001 files", "plugins.jar.files");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "._x.jar",
        ".hidden.jar",
        "__MACOSX",
        "Thumbs.db",
        "desktop.ini",
        "x.jar~",
        "x.jar.swp",
        "x.jar.bak",
        "x.jar.part",
        "x.jar.crdownload",
        "x.new",
        "x.tmp",
        "journal.bak",
        "#x.jar#"
      })
  void strayFilesAreNothing(String name) throws Exception {
    Path folder = Files.createDirectory(plugins.resolve("folder"));
    jars.make(folder.resolve("f.jar"), Map.of("F", JarMaker.plugin("F", "other", "")), "F");
    String before = JarRevision.of(folder);
    Files.writeString(folder.resolve(name), "anything");
    assertThat(JarRevision.of(folder)).isEqualTo(before);
    if (name.indexOf('.', 1) < 0 || name.endsWith(".bak")) {
      Files.createDirectories(plugins.resolve(name));
    } else {
      Files.writeString(plugins.resolve(name), "anything");
    }
    PluginDiscovery.Found found =
        PluginDiscovery.in(
            List.of(plugins),
            new PluginReader(getClass().getClassLoader(), Staging.IN_PLACE, JarMaker.LIMITS));
    assertThat(found.refused()).isEmpty();
    assertThat(found.plugins()).extracting(PluginDescriptor::name).containsExactly("other", "good");
  }

  @Test
  void aNoteBesideTheJarsRestartsNothing() throws Exception {
    Path folder = Files.createDirectory(plugins.resolve("folder"));
    jars.make(folder.resolve("f.jar"), Map.of("F", JarMaker.plugin("F", "other", "")), "F");
    String before = JarRevision.of(folder);
    Files.writeString(folder.resolve("README.txt"), "from the night shift");
    assertThat(JarRevision.of(folder)).isEqualTo(before);
    Files.copy(folder.resolve("f.jar"), folder.resolve("g.jar"));
    assertThat(JarRevision.of(folder)).isNotEqualTo(before);
  }
}
