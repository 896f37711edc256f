package dev.holdfast.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.console.terminal.ExitCode;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PluginsNewCommandTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  @TempDir Path home;

  @BeforeEach
  void layOutTheRepository() throws IOException {
    Files.createDirectories(home.resolve("share/repository/dev/holdfast/spi/9.8.7"));
  }

  private int make(String name, Object... more) {
    List<Object> words = List.of("plugins", "new", name, "--home", home, "--base", home);
    return Main.execute(
        new PrintWriter(out, true),
        new PrintWriter(err, true),
        Stream.concat(words.stream(), Stream.of(more))
            .map(Object::toString)
            .toArray(String[]::new));
  }

  private static List<String> filesOf(Path project) throws IOException {
    try (Stream<Path> all = Files.walk(project)) {
      return all.filter(Files::isRegularFile)
          .map(file -> project.relativize(file).toString())
          .sorted()
          .toList();
    }
  }

  @Test
  void writesAWholeProjectAndSaysWhatToTypeNext() throws IOException {
    Path project = home.resolve("below/here");

    assertThat(make("wind-gauge", "--directory", project)).isZero();

    assertThat(filesOf(project))
        .containsExactly(
            ".gitignore",
            "README.md",
            "pom.xml",
            "src/main/java/dev/example/windgauge/WindGaugePlugin.java",
            "src/main/resources/META-INF/services/dev.holdfast.spi.Plugin",
            "src/main/resources/reference.conf",
            "src/test/java/dev/example/windgauge/WindGaugePluginTest.java");
    assertThat(out.toString())
        .contains("mvn package", "cp target/wind-gauge.jar " + home.resolve("plugins"));
    assertThat(project.resolve("pom.xml"))
        .content()
        .contains("<holdfast.version>9.8.7</holdfast.version>")
        .contains(home.resolve("share/repository").toUri() + "</holdfast.repository>");
    for (String file : filesOf(project)) {
      assertThat(project.resolve(file)).content().doesNotContainPattern("@[a-z]+@");
    }
  }

  @Test
  void thePluginCompilesAndIsShort() throws IOException {
    Path project = home.resolve("tide");
    assertThat(make("tide", "--directory", project, "--package", "org.sea")).isZero();
    Path source = project.resolve("src/main/java/org/sea/TidePlugin.java");
    assertThat(Files.readAllLines(source)).hasSizeLessThan(40);

    StringWriter complaints = new StringWriter();
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
      List<String> options = List.of("-proc:none", "-d", home.toString());
      assertThat(
              compiler
                  .getTask(complaints, files, null, options, null, files.getJavaFileObjects(source))
                  .call())
          .as(complaints.toString())
          .isTrue();
    }
  }

  @Test
  void whatExistsIsNeverOverwritten() throws IOException {
    Path project = Files.createDirectory(home.resolve("mine"));
    Files.writeString(project.resolve("pom.xml"), "mine");

    assertThat(make("mine", "--directory", project)).isEqualTo(ExitCode.FAILURE);

    assertThat(err.toString()).contains("HF-CLI-041", "it exists").hasLineCount(1);
    assertThat(filesOf(project)).containsExactly("pom.xml");
    assertThat(project.resolve("pom.xml")).hasContent("mine");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"Weather", "1st", "wind_gauge", "../up", "wind-", "web", "safe-mode", "int"})
  void aNameThatCannotBeUsedIsRefused(String name) {
    Path project = home.resolve("project");

    assertThat(make(name, "--directory", project)).isEqualTo(ExitCode.USAGE);

    assertThat(err.toString()).contains("HF-CLI-007", name).hasLineCount(1);
    assertThat(project).doesNotExist();
  }

  @Test
  void aPackageThatJavaRefusesIsRefused() {
    assertThat(make("tide", "--package", "org.1st")).isEqualTo(ExitCode.USAGE);
    assertThat(err.toString()).contains("HF-CLI-007", "--package");
  }

  @Test
  void withoutADistributionThereIsNothingToCompileAgainst() throws IOException {
    Files.delete(home.resolve("share/repository/dev/holdfast/spi/9.8.7"));
    assertThat(make("tide")).isEqualTo(ExitCode.DEPENDENCY_UNAVAILABLE);
    assertThat(err.toString()).contains("HF-CLI-040", "0 versions");
  }
}
