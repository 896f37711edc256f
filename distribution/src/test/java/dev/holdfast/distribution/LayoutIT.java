package dev.holdfast.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LayoutIT {
  private final Path home = Unzipped.home();
  private final Path lib = home.resolve("lib");

  @Test
  void theRootHoldsWhatTheReadmeNames() throws IOException {
    assertThat(names(home))
        .containsExactly(
            "LICENSE", "README", "bin", "conf", "data", "lib", "logs", "plugins", "share");
    assertThat(names(home.resolve("bin"))).containsExactly("holdfast", "holdfast.cmd");
    assertThat(names(home.resolve("conf")))
        .contains("holdfast.conf", "jvm.options", "logback.xml", "logback-client.xml");
    assertThat(names(home.resolve("data"))).isEmpty();
    assertThat(names(home.resolve("logs"))).isEmpty();
    assertThat(names(home.resolve("plugins")))
        .contains("database", "event-store", "ingest", "journal")
        .containsExactlyInAnyOrderElementsOf(ShippedPlugins.folders())
        .doesNotContain("example");
    assertThat(names(home.resolve("share")))
        .containsExactly(
            "CODES.md",
            "PLUGINS.md",
            "PROTOCOL.md",
            "examples",
            "producers",
            "reference.conf",
            "repository");
    assertThat(names(home.resolve("share/producers")))
        .containsExactly("Producer.java", "producer.mjs", "producer.py", "producer.sh");
    assertThat(names(home.resolve("share/examples/plugins"))).containsExactly("example");
    assertThat(names(home.resolve("share/repository/dev/holdfast")))
        .containsExactly("configuration", "holdfast", "spi", "testkit");
  }

  @Test
  void theReferenceHoldsWhatEachBlockSaysOfItself() throws IOException {
    String reference = Files.readString(home.resolve("share/reference.conf"));
    List<Path> all = new ArrayList<>(List.of(Path.of("../kernel/server")));
    for (String plugin : names(home.resolve("plugins"))) {
      all.add(Path.of("../plugins").resolve(plugin));
    }
    for (Path module : all) {
      Path own = module.resolve("src/main/resources/reference.conf");
      assertThat(reference).as(own.toString()).contains(Files.readString(own).strip());
    }
    assertThat(all).hasSizeGreaterThan(10);
  }

  /**
   * The JVM looks at the time and size of a jar only, and would run the old code of one left out.
   */
  @Test
  void theArchiveOfLoadedClassesIsNamedAfterEachJarOfOurs() throws IOException {
    String launcher = Files.readString(home.resolve("bin/holdfast"));
    String version = home.getFileName().toString().replaceFirst("holdfast-", "-");
    List<String> ours =
        Reach.jars(lib).stream()
            .map(jar -> jar.getFileName().toString())
            .filter(name -> name.endsWith(version + ".jar"))
            .map(name -> name.substring(0, name.length() - version.length() - ".jar".length()))
            .toList();
    assertThat(ours)
        .contains("spi", "server", "console")
        .allSatisfy(name -> assertThat(launcher).contains("\"$home\"/lib/" + name + "-*.jar"));
  }

  @Test
  void modesSayWhoMayDoWhat() throws IOException {
    assertThat(mode("bin/holdfast")).isEqualTo("rwxr-xr-x");
    assertThat(mode("conf/holdfast.conf")).isEqualTo("rw-r--r--");
    assertThat(mode("LICENSE")).isEqualTo("rw-r--r--");
    for (Path jar : Reach.jars(lib)) {
      assertThat(mode("lib/" + jar.getFileName())).isEqualTo("rw-r--r--");
    }
  }

  @Test
  void eachScriptHasTheLineEndsOfItsSystem() throws IOException {
    assertThat(Files.readString(home.resolve("bin/holdfast"))).doesNotContain("\r");
    assertThat(Files.readString(home.resolve("bin/holdfast.cmd")).replace("\r\n", ""))
        .doesNotContain("\n");
  }

  @Test
  void bothArchivesAndTheUnpackedTreeHoldTheSame(@TempDir Path untarred)
      throws IOException, InterruptedException {
    new ProcessBuilder("tar", "-xzf", Unzipped.archive(".tar.gz").toString())
        .directory(untarred.toFile())
        .inheritIO()
        .start()
        .waitFor();
    Map<String, String> zip = contents(home);

    assertThat(contents(untarred.resolve(home.getFileName()))).isEqualTo(zip);
    Path tree = Path.of(System.getProperty("holdfast.tree"));
    Map<String, String> unpacked = contents(tree);
    // People run this one in place: what it has kept is not part of the comparison.
    unpacked.keySet().removeIf(name -> name.matches("(data|logs)/.*"));
    assertThat(unpacked).isEqualTo(zip);
  }

  /** What differs from build to build is the time; so all of it carries one that is fixed. */
  @Test
  void nothingInTheArchiveTellsTheTimeOfTheBuild() throws IOException {
    Set<LocalDateTime> times = new HashSet<>();
    try (ZipFile zip = new ZipFile(Unzipped.archive(".zip").toFile())) {
      zip.stream().map(ZipEntry::getTimeLocal).forEach(times::add);
    }
    try (ZipFile server = new ZipFile(Unzipped.jar(lib, "server").toFile())) {
      server.stream().map(ZipEntry::getTimeLocal).forEach(times::add);
    }
    assertThat(times).hasSize(1);
  }

  @Test
  void everyPluginOfTheZipSaysThatItStartsInSafeModeToo() throws IOException {
    for (String name : names(home.resolve("plugins"))) {
      assertThat(startsInSafeMode(home.resolve("plugins").resolve(name), name)).as(name).isTrue();
    }
    assertThat(startsInSafeMode(home.resolve("share/examples/plugins/example"), "example"))
        .isFalse();
  }

  private static boolean startsInSafeMode(Path folder, String name) throws IOException {
    try (JarFile jar = new JarFile(Unzipped.jar(folder, name).toFile())) {
      Attributes attributes = jar.getManifest().getMainAttributes();
      return Boolean.parseBoolean(attributes.getValue("Holdfast-Safe-Mode"));
    }
  }

  @Test
  void noLibraryIsInTwoVersions() throws IOException {
    List<String> without =
        names(lib).stream().map(name -> name.replaceFirst("-\\d.*", "")).toList();

    assertThat(without).doesNotHaveDuplicates();
  }

  @Test
  void noTestLibraryAndNoDatabaseDriverIsInLib() throws IOException {
    assertThat(names(lib))
        .noneMatch(name -> name.matches("(junit|assertj|awaitility|testkit|sqlite|postgresql).*"));
  }

  @Test
  void noPluginRepeatsWhatTheKernelShares() throws IOException {
    List<String> inLib = names(lib);
    for (String plugin : names(home.resolve("plugins"))) {
      assertThat(names(home.resolve("plugins").resolve(plugin)))
          .as(plugin)
          .noneMatch(
              jar -> inLib.contains(jar) && jar.matches("(helidon|slf4j|jspecify|spi|server).*"));
    }
  }

  @Test
  void everyClassThatAPluginNamesIsWithinItsReach() throws IOException {
    for (String name : names(home.resolve("plugins"))) {
      Path plugin = home.resolve("plugins").resolve(name);

      assertThat(new Reach(plugin, lib).missing(Unzipped.jar(plugin, name))).as(name).isEmpty();
    }
    Path database = home.resolve("plugins/database");
    assertThat(new Reach(database, lib).missing(Unzipped.jar(database, "helidon-dbclient-jdbc")))
        .isEmpty();
  }

  @Test
  void aLibraryOfAnotherPluginIsNotWithinReach() throws IOException {
    Path jdbc = Unzipped.jar(home.resolve("plugins/database"), "helidon-dbclient-jdbc");

    assertThat(new Reach(home.resolve("plugins/journal"), lib).missing(jdbc))
        .contains("io/helidon/dbclient/jdbc/JdbcClient");
  }

  private String mode(String file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(home.resolve(file)));
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.map(entry -> entry.getFileName().toString()).sorted().toList();
    }
  }

  /** Relative name to mode and digest, of every file. */
  private static Map<String, String> contents(Path root) throws IOException {
    try (Stream<Path> all = Files.walk(root)) {
      return all.filter(Files::isRegularFile)
          .collect(
              Collectors.toMap(
                  file -> root.relativize(file).toString(),
                  LayoutIT::print,
                  (one, other) -> one,
                  TreeMap::new));
    }
  }

  private static String print(Path file) {
    try {
      return PosixFilePermissions.toString(Files.getPosixFilePermissions(file))
          + " "
          + Files.size(file)
          + " "
          + Arrays.hashCode(Files.readAllBytes(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
