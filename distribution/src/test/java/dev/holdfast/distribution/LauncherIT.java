package dev.holdfast.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.distribution.Command.Ended;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The launch script, with a Java that only prints its arguments, one a line. */
final class LauncherIT {
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final String MAIN = "dev.holdfast.console.Main";

  private final Path home = Unzipped.home();
  @TempDir Path directory;
  private Path base = Path.of("");
  private Path java = Path.of("");

  @BeforeEach
  void prepare() throws IOException {
    base = Files.createDirectory(directory.resolve("an instance"));
    java = printingJava("a java", "25.0.3");
  }

  @Test
  void argumentsArriveAsTheyWere() throws Exception {
    List<String> lines =
        lines(holdfast("run", "--base", base, "--set", "a=b  c", "*", "", "\"'$x"));

    assertThat(lines.subList(lines.indexOf(MAIN), lines.size()))
        .containsExactly(
            MAIN, "run", "--base", base.toString(), "--set", "a=b  c", "*", "", "\"'$x");
  }

  @Test
  void findsItsHomeThroughLinks() throws Exception {
    Path link = directory.resolve("holdfast");
    Path second = directory.resolve("second");
    Files.createSymbolicLink(link, home.resolve("bin").resolve("holdfast"));
    Files.createSymbolicLink(second, Path.of("holdfast"));

    assertThat(lines(withJava(Command.of(second, "version"))))
        .contains("-Dholdfast.home=" + home.toRealPath(), home.toRealPath() + "/lib/*");
    // The temporary directory would warn of a link that leads out of it.
    Files.delete(link);
  }

  @Test
  void theInstanceIsTheHomeUnlessOneIsNamed() throws Exception {
    String named = "-Dholdfast.base=" + base.toRealPath();

    assertThat(lines(holdfast("health"))).contains("-Dholdfast.base=" + home.toRealPath());
    assertThat(lines(holdfast("run", "--base", base))).contains(named);
    assertThat(lines(holdfast("run", "--base=" + base))).contains(named);
    assertThat(lines(holdfast("health").with("HOLDFAST_BASE", base.toString()))).contains(named);
  }

  @Test
  void optionsOfTheInstanceReplaceThoseOfTheProgram() throws Exception {
    Files.createDirectory(base.resolve("conf"));
    Files.writeString(
        base.resolve("conf/jvm.options"), "# why\n\n  -Xmx77m  \r\n-Done=with a blank\n-Dlast");

    assertThat(lines(run()))
        .contains("-Xmx77m", "-Done=with a blank", "-Dlast")
        .doesNotContain("-Xmx256m", "-XX:+UseSerialGC");
  }

  @Test
  void theHeapReplacesThatOfTheFile() throws Exception {
    assertThat(lines(run())).contains("-Xmx256m");
    assertThat(lines(run().with("HOLDFAST_HEAP", "2g")))
        .contains("-Xmx2g")
        .doesNotContain("-Xmx256m");
    assertThat(lines(run().with("HOLDFAST_HEAP", "60%")))
        .contains("-XX:MaxRAMPercentage=60")
        .noneMatch(option -> option.startsWith("-Xm"));
  }

  @Test
  void moreOptionsGoBehindAllOthers() throws Exception {
    List<String> lines = lines(run().with("HOLDFAST_JAVA_OPTS", "-Dx=* -Dy"));

    assertThat(lines).containsSubsequence("-Xmx256m", "-Dx=*", "-Dy", "-cp", MAIN);
  }

  @Test
  void aServerEndsWhenMemoryIsOutAndHasEnoughCarriers() throws Exception {
    assertThat(lines(run()))
        .contains("-XX:+ExitOnOutOfMemoryError", "--enable-native-access=ALL-UNNAMED")
        .anyMatch(option -> option.matches("-Djdk.virtualThreadScheduler.parallelism=\\d+"))
        .noneMatch(option -> option.contains("AOTCache"));
  }

  @Test
  void startsWithAnEmptyFolderForNativeLibraries() throws Exception {
    Path folder = Files.createDirectories(base.resolve("data/run/tmp"));
    Path left = folder.resolve("sqlite-left.so");
    Files.writeString(left, "of a server that was killed");

    assertThat(lines(run())).contains("-Dorg.sqlite.tmpdir=" + folder.toRealPath());
    assertThat(left).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(strings = {"data/run", "data/run/tmp"})
  void aLinkInPlaceOfAFolderIsRefusedAndWhatItLeadsToIsUntouched(String place) throws Exception {
    Path elsewhere = Files.createDirectories(directory.resolve("home of somebody/tmp"));
    Path theirs = Files.writeString(elsewhere.resolve("sqlite-thesis.txt"), "precious");
    Path link = base.resolve(place);
    Files.createDirectories(link.getParent());
    Files.createSymbolicLink(link, place.endsWith("tmp") ? elsewhere : elsewhere.getParent());
    Ended ended = run().run(LIMIT);

    assertThat(ended.code()).as(ended.output()).isEqualTo(73);
    assertThat(ended.output()).contains("HF-PRC-030", link.toString(), "rm '");
    assertThat(theirs).hasContent("precious");
    // The temporary directory would warn of a link that leads out of it.
    Files.delete(link);
  }

  @Test
  void onlyOurOwnFilesAreDeleted() throws Exception {
    Path folder = Files.createDirectories(base.resolve("data/run/tmp"));
    Path theirs = Files.writeString(folder.resolve("notes.txt"), "of somebody");
    lines(run());

    assertThat(theirs).exists();
  }

  @Test
  void theLocaleIsUtf8AndTheUmaskTight() throws Exception {
    Path program = java.resolve("bin/java");
    Files.writeString(program, "#!/bin/sh\nlocale charmap; umask\n");
    for (String verb : List.of("run", "supervise", "status")) {
      for (String mask : List.of("000", "022", "077")) {
        Command command =
            holdfast(verb, "--base", base)
                .without("LANG")
                .without("LC_CTYPE")
                .with("LC_ALL", "POSIX")
                .by(List.of("sh", "-c", "umask " + mask + "; exec \"$@\"", "sh"));
        assertThat(lines(command))
            .as(verb + " " + mask)
            .containsExactly("UTF-8", mask.equals("077") ? "0077" : "0027");
      }
    }
  }

  @Test
  void aBaseThatDoesNotExistIsNotMade() throws Exception {
    lines(holdfast("run", "--base", directory.resolve("nowhere")));

    assertThat(directory.resolve("nowhere")).doesNotExist();
  }

  @Test
  void anArchiveOfOtherJarsIsThrownAway() throws Exception {
    Path old = Files.createDirectories(base.resolve("data/run")).resolve("holdfast-1.jsa");
    Files.writeString(old, "classes of yesterday");
    Files.createFile(old.resolveSibling("lock"));

    assertThat(lines(run()))
        .contains("-XX:+AutoCreateSharedArchive")
        .anyMatch(option -> option.matches("-XX:SharedArchiveFile=.*/holdfast-\\d+\\.jsa"));
    assertThat(old).doesNotExist();
  }

  @Test
  void aFirstStartMakesNoArchiveBecauseItMayFail() throws Exception {
    assertThat(lines(run())).noneMatch(option -> option.contains("SharedArchive"));
  }

  @Test
  void goesOnWithoutADataDirectoryForTheServerToReport() throws Exception {
    Files.writeString(base.resolve("data"), "not a directory");

    assertThat(lines(run()))
        .contains(MAIN)
        .noneMatch(option -> option.contains("SharedArchive") || option.contains("tmpdir"));
  }

  @Test
  void otherCommandsTakeNothingOfTheServer() throws Exception {
    Command health =
        holdfast("health", "--base", base)
            .with("HOLDFAST_HEAP", "9g")
            .with("HOLDFAST_JAVA_OPTS", "-agentlib:jdwp");

    assertThat(lines(health))
        .contains("-Xmx256m", "-XX:TieredStopAtLevel=1")
        .doesNotContain("-Xmx9g", "-agentlib:jdwp");
    assertThat(lines(holdfast("bench"))).doesNotContain("-XX:TieredStopAtLevel=1");
    assertThat(base.resolve("data")).doesNotExist();
  }

  @Test
  void theSupervisorIsSmall() throws Exception {
    assertThat(lines(holdfast("supervise", "--base", base)))
        .contains("-Xmx32m", "-XX:+UseSerialGC")
        .doesNotContain("-Xmx256m");
    assertThat(lines(run().with("HOLDFAST_CONSOLE_LEVEL", "OFF")))
        .contains("-Dholdfast.console=OFF");
  }

  @Test
  void anOlderJavaIsRefusedWithWhatWasFoundAndWhatToDo() throws Exception {
    Path old = printingJava("old", "17.0.15");
    Ended ended = holdfast("run").with("HOLDFAST_JAVA_HOME", old.toString()).run(LIMIT);

    assertThat(ended.code()).isEqualTo(69);
    assertThat(ended.output())
        .contains("HOLDFAST_JAVA_HOME: " + old + " is Java 17", "apt install openjdk-25");
  }

  @Test
  void aNamedJavaThatIsNotThereIsNotReplacedByAnother() throws Exception {
    Ended ended = holdfast("run").with("HOLDFAST_JAVA_HOME", "/nowhere").run(LIMIT);

    assertThat(ended.code()).isEqualTo(69);
    assertThat(ended.output()).contains("there is no /nowhere/bin/java");
  }

  @Test
  void anOldJavaHomeIsPassedOver() throws Exception {
    Command command =
        Command.holdfast("version")
            .without("HOLDFAST_JAVA_HOME")
            .with("JAVA_HOME", printingJava("old", "17.0.15").toString())
            .with("PATH", java.resolve("bin") + ":" + System.getenv("PATH"));

    assertThat(lines(command)).contains(MAIN, "version");
  }

  private Command run() {
    return holdfast("run", "--base", base);
  }

  private Command holdfast(Object... arguments) {
    return withJava(Command.holdfast(arguments).without("HOLDFAST_JAVA_OPTS"));
  }

  private Command withJava(Command command) {
    return command.with("HOLDFAST_JAVA_HOME", java.toString());
  }

  private static List<String> lines(Command command) throws IOException, InterruptedException {
    Ended ended = command.run(LIMIT);
    assertThat(ended.code()).as(ended.output()).isZero();
    return ended.output().lines().toList();
  }

  private Path printingJava(String name, String version) throws IOException {
    Path place = directory.resolve(name);
    Path program = Files.createDirectories(place.resolve("bin")).resolve("java");
    Files.writeString(place.resolve("release"), "JAVA_VERSION=\"" + version + "\"\n");
    Files.writeString(program, "#!/bin/sh\nprintf '%s\\n' \"$@\"\n");
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
    return place;
  }
}
