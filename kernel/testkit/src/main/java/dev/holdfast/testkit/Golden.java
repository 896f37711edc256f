package dev.holdfast.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A text that was looked at by a person once and is to stay as it is. After a change that is meant,
 * {@code -Dgolden.accept=true} writes it anew; then look at the difference.
 */
public final class Golden {
  private Golden() {}

  /** Compares with the file below {@code src/test/resources/golden}. */
  public static void assertSame(String name, String text) throws IOException {
    Path file = Path.of("src/test/resources/golden").resolve(name);
    if (Boolean.getBoolean("golden.accept")) {
      Path folder = file.getParent();
      if (folder != null) {
        Files.createDirectories(folder);
      }
      Files.writeString(file, text);
    }
    assertThat(file).exists();
    assertThat(text).as("-Dgolden.accept=true renews %s", file).isEqualTo(Files.readString(file));
  }
}
