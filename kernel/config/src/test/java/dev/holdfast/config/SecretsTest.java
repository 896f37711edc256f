package dev.holdfast.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.holdfast.spi.Secret;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SecretsTest {
  private static final Block BLOCK = Workbench.block("sample", Sample.class, "");
  private static final Block KEYS =
      Workbench.block(
          "keys", Keys.class, "api-key = none\nurl = \"http://x\"\ntokens = []\nuser-tokens {}");

  @TempDir Path directory;

  record Sample(Optional<Secret> plain, Optional<Secret> other) {}

  record Holder(String name, Secret hidden) {}

  record Keys(String apiKey, URI url, List<Holder> tokens, Map<String, String> userTokens) {}

  private Path secretFile(String text, String permissions) throws IOException {
    Path file = Files.writeString(directory.resolve("secret"), text);
    assumeTrue(Files.getFileStore(file).supportsFileAttributeView("posix"));
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
  }

  @Test
  void aSecretMayBeInAFile() throws Exception {
    secretFile("  opensesame\n", "rw-------");

    Configuration configuration =
        new Workbench(directory).file("holdfast.sample.plain-file = secret").check(BLOCK);

    assertThat(configuration.get("holdfast.sample", Sample.class).plain())
        .contains(new Secret("opensesame"));
    assertThat(configuration.warnings()).isEmpty();
    assertThat(configuration.printed()).doesNotContain("opensesame");
  }

  /** A device tells no size, and this one never ends; no more than the largest is read of it. */
  @Test
  void aFileThatNeverEndsIsTooLarge() throws Exception {
    Path endless = Path.of("/dev/zero");
    assumeTrue(Files.exists(endless));
    assertMistake("holdfast.sample.plain-file = " + endless, "more than 65536 bytes");
    assertMistake("include file(\"" + endless + "\")", "more than 1048576 bytes");
  }

  private void assertMistake(String line, String reason) {
    assertThatThrownBy(() -> new Workbench(directory).file(line).check(BLOCK))
        .isInstanceOf(ConfigProblems.class)
        .hasMessageContaining(reason);
  }

  @Test
  void aSecretFileThatOthersCanReadIsAWarning() throws Exception {
    secretFile("x", "rw-r--r--");

    assertThat(
            new Workbench(directory)
                .file("holdfast.sample.plain-file = secret")
                .check(BLOCK)
                .warnings())
        .singleElement()
        .satisfies(w -> assertThat(w.toString()).startsWith("holdfast.conf:1: holdfast.sample"))
        .satisfies(w -> assertThat(w.remedy()).contains("chmod"));
  }

  @Test
  void missingAndEmptySecretFilesAreProblems() {
    Workbench bench = new Workbench(directory);
    bench.write("empty", "\n");

    assertThat(
            bench
                .file("holdfast.sample {\n plain-file = nowhere\n other-file = empty\n}")
                .problems(BLOCK))
        .extracting(p -> p.origin().line())
        .containsExactly(2, 3);
  }

  @Test
  void aSecretAndItsFileTogetherAreAMistake() {
    Workbench bench = new Workbench(directory);
    bench.write("secret", "x");

    assertThat(bench.file("holdfast.sample {\n plain = a\n plain-file = secret\n}").messages(BLOCK))
        .containsExactly(
            "holdfast.conf:3: holdfast.sample.plain is set, and so is holdfast.sample.plain-file");
  }

  @Test
  void aFileThatPeopleNameWinsOverADefault() throws Exception {
    Workbench bench = new Workbench(directory);
    bench.write("secret", "from file");
    Block block = Workbench.block("sample", Sample.class, "plain = default");

    assertThat(
            bench
                .file("holdfast.sample.plain-file = secret")
                .check(block)
                .get("holdfast.sample", Sample.class)
                .plain())
        .contains(new Secret("from file"));
  }

  @Test
  void everySecretIsMaskedWhenPrinted() throws Exception {
    String printed =
        new Workbench(directory)
            .file(
                """
                holdfast.sample { plain = opensesame, other = "short" }
                holdfast.keys {
                  api-key = 12345678
                  url = "https://me:hunter2hunter2@host/x?password=alohomora&a=b"
                  tokens = [{ name = ada, hidden = sesamestreet }]
                  user-tokens { bob = bobssecret }
                }
                """)
            .check(BLOCK, KEYS)
            .printed();

    assertThat(printed)
        .isEqualTo(
            """
            holdfast.keys.api-key = ***78  # holdfast.conf:3
            holdfast.keys.tokens = [{hidden = "***et", name = ada}]  # holdfast.conf:5
            holdfast.keys.url = "https://me:***r2@host/x?password=***ra&a=b"  # holdfast.conf:4
            holdfast.keys.user-tokens.bob = "***et"  # holdfast.conf:6
            holdfast.sample.other = "***"  # holdfast.conf:1
            holdfast.sample.plain = "***me"  # holdfast.conf:1
            """);
  }

  @Test
  void secretsAreMaskedInProblems() {
    Workbench bench = new Workbench(directory).set("keys.tokens", "hunter2hunter2");
    bench.file("holdfast.keys.url = \"http://me:alohomora@a b\"");

    assertThat(bench.messages(KEYS))
        .containsExactly(
            "--set: holdfast.keys.tokens must be a list [ ... ], but is '***r2'",
            "holdfast.conf:1: holdfast.keys.url must be a URI, but is 'http://me:***ra@a b'");
  }

  @Test
  void originsOfAllSourcesArePrinted() throws Exception {
    record Web(String host, int port, int threads, int limit) {}
    Block web =
        Workbench.block("web", Web.class, "host = 127.0.0.1\nport = 1\nthreads = 1\nlimit = 1");

    assertThat(
            new Workbench(directory)
                .file("holdfast.web.port = 2")
                .environment("HOLDFAST__WEB__THREADS", "3")
                .set("web.limit", "4")
                .check(web)
                .printed())
        .isEqualTo(
            """
            holdfast.web.host = "127.0.0.1"  # reference.conf of web:2
            holdfast.web.limit = 4  # --set
            holdfast.web.port = 2  # holdfast.conf:1
            holdfast.web.threads = 3  # environment variable HOLDFAST__WEB__THREADS
            """);
  }
}
