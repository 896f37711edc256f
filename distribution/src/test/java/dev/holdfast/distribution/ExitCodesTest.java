package dev.holdfast.distribution;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.console.terminal.ExitCode;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * The exit codes have one meaning each: for the server, the launcher, the unit of systemd, the help
 * and the README. The server and the command line cannot see each other's constants.
 */
final class ExitCodesTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

  /** Of those that the server shares with the command line. */
  private static Map<String, Integer> ofTheCommandLine() throws IllegalAccessException {
    Map<String, Integer> codes = new TreeMap<>();
    for (var field : ExitCode.class.getFields()) {
      if (field.getType() == int.class) {
        codes.put(field.getName(), field.getInt(null));
      }
    }
    return codes;
  }

  private static Map<String, Integer> ofTheServer() throws ReflectiveOperationException {
    Class<?> server = Class.forName("dev.holdfast.server.ServerExitCode");
    Method code = server.getDeclaredMethod("code");
    code.setAccessible(true);
    Map<String, Integer> codes = new TreeMap<>();
    for (Object each : server.getEnumConstants()) {
      codes.put(((Enum<?>) each).name(), (Integer) code.invoke(each));
    }
    return codes;
  }

  @Test
  void theServerAndTheCommandLineMeanTheSame() throws ReflectiveOperationException {
    assertThat(ofTheServer()).hasSizeGreaterThan(5);
    assertThat(ofTheCommandLine()).containsAllEntriesOf(ofTheServer());
  }

  @Test
  void theHelpAndTheReadmeNameEachCodeThatIsUsed() throws IOException, IllegalAccessException {
    Set<String> used =
        new TreeSet<>(
            ofTheCommandLine().values().stream().map(code -> Integer.toString(code)).toList());
    assertThat(ExitCode.ofEveryCommand().keySet()).isEqualTo(used);
    assertThat(table(Files.readString(ROOT.resolve("README.md"))).keySet()).isEqualTo(used);
  }

  @Test
  void theReadmeSaysOfEachCodeWhatTheHelpSays() throws IOException {
    Map<String, String> readme = table(Files.readString(ROOT.resolve("README.md")));
    assertThat(readme).isEqualTo(new TreeMap<>(ExitCode.ofEveryCommand()));
  }

  @Test
  void theLauncherAndTheUnitUseThemToo() throws IOException {
    Set<String> known = ExitCode.ofEveryCommand().keySet();
    for (String file :
        Set.of(
            "distribution/src/main/holdfast/bin/holdfast",
            "distribution/src/main/holdfast/bin/holdfast.cmd",
            "kernel/console/src/main/java/dev/holdfast/console/command/lifecycle/ServiceUnit.java")) {
      Set<String> used = numbers(Files.readString(ROOT.resolve(file)));
      assertThat(used).as(file).isNotEmpty().isSubsetOf(known);
    }
  }

  /** After the words of a shell, of a batch file and of a unit that mean an exit code. */
  private static Set<String> numbers(String text) {
    Set<String> numbers = new TreeSet<>();
    Pattern.compile("(?:\\bexit(?: /b)?|RestartPreventExitStatus=) ?(\\d+(?: \\d+)*)")
        .matcher(text)
        .results()
        .forEach(found -> numbers.addAll(Set.of(found.group(1).split(" "))));
    return numbers;
  }

  private static Map<String, String> table(String document) {
    return new TreeMap<>(
        document
            .lines()
            .dropWhile(line -> !line.startsWith("| exit code |"))
            .skip(2)
            .takeWhile(line -> line.startsWith("|"))
            .map(line -> line.split("\\|"))
            .collect(toMap(cells -> cells[1].strip(), cells -> cells[2].strip().replace("`", ""))));
  }

  @Test
  void anotherNumberWouldBeSeen() {
    assertThat(numbers("  exit 73\nexit /b 69\nRestartPreventExitStatus=2 78\n exit $?"))
        .containsExactlyInAnyOrder("73", "69", "2", "78");
    assertThat(table("| exit code | meaning |\n| --- | --- |\n| 3 | `run`: again |\n"))
        .isEqualTo(Map.of("3", "run: again"));
  }
}
