package dev.holdfast.spi;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The contract is what {@code api.txt} says. Whoever changes it says so on purpose: plugins that
 * strangers have built must go on working.
 */
final class ApiTest {
  private static final Path WRITTEN_DOWN = Path.of("api.txt");

  private static final String HOW_TO_ACCEPT =
      """
      The contract of plugins has changed. If that is meant:
        mvn test -pl kernel/spi -Dtest=ApiTest -Dapi.accept=%s
      and commit kernel/spi/api.txt.%s
      """;

  @Test
  void theContractIsAsItWasWrittenDown() throws Exception {
    List<String> now = now();
    Difference difference = Difference.between(Files.readAllLines(WRITTEN_DOWN), now);
    String accepted = System.getProperty("api.accept", "");
    if (accepted.equals("breaking")
        || (accepted.equals("additions") && difference.breaking().isEmpty())) {
      Files.write(WRITTEN_DOWN, now);
      return;
    }
    assertThat(difference.breaking())
        .as(
            HOW_TO_ACCEPT,
            "breaking",
            " Plugins that were built before break: raise the number of Holdfast-Api, and say in\n"
                + "CHANGELOG.md what their authors have to do. A default method breaks nobody.")
        .isEmpty();
    assertThat(difference.additions()).as(HOW_TO_ACCEPT, "additions", "").isEmpty();
  }

  private static List<String> now() throws IOException, ClassNotFoundException, URISyntaxException {
    Path classes =
        Path.of(Plugin.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    return Signatures.in(classes, Plugin.class.getPackageName());
  }
}
