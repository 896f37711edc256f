package dev.holdfast.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import dev.holdfast.distribution.Command.Ended;
import dev.holdfast.spi.Secret;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every setting that can hold a secret, in every broken form: whatever the check of the
 * configuration and the doctor say of it, the secret is not in it. See {@link SecretsIT} for a
 * server that runs.
 */
final class SecretsInErrorsIT {
  private static final Duration LIMIT = Duration.ofSeconds(90);
  private static final String SECRET = "pa55word";

  /** In the order of the house; database.url is a text that may hold one. */
  private static final List<String> KEYS =
      List.of(
          "alerts.heartbeat.url",
          "database.password",
          "database.url",
          "email.password",
          "slack.webhook-url",
          "slack.token",
          "webhook.url",
          "webhook.key",
          "webhook.token");

  @TempDir Path base;

  @BeforeEach
  void nameTheProgram() {
    System.setProperty("holdfast.home", Unzipped.home().toString());
  }

  @AfterEach
  void forgetTheProgram() {
    System.clearProperty("holdfast.home");
  }

  static List<String> keys() {
    return KEYS;
  }

  /** A new one has to be added to the keys above. */
  @Test
  void theseAreAllSettingsOfTheTypeOfASecret() {
    Set<String> found =
        new ClassFileImporter()
                .withImportOption(location -> location.contains("Config"))
                .importPackages("dev.holdfast")
                .stream()
                .filter(type ->
                    type.getSimpleName().endsWith("Config") || isPartOfConfig(type.getName()))
                .flatMap(type -> type.getFields().stream())
                .filter(SecretsInErrorsIT::isSecret)
                .map(field -> field.getOwner().getPackageName() + " " + field.getName())
                .collect(Collectors.toCollection(TreeSet::new));

    assertThat(found)
        .containsExactly(
            "dev.holdfast.alerts.support url",
            "dev.holdfast.database.driver password",
            "dev.holdfast.email password",
            "dev.holdfast.slack token",
            "dev.holdfast.slack webhookUrl",
            "dev.holdfast.webhook key",
            "dev.holdfast.webhook token",
            "dev.holdfast.webhook url");
  }

  private static boolean isPartOfConfig(String name) {
    return name.contains("Config$");
  }

  private static boolean isSecret(JavaField field) {
    return field.getType().getAllInvolvedRawTypes().stream()
        .anyMatch(type -> type.isEquivalentTo(Secret.class));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "KEY = { a = \"SECRET\" }",
        "KEY = [ \"SECRET\", 2 ]",
        "KEY = [ { \"SECRET\" : \"SECRET\" } ]",
        "KEY = \"mysql://ann:SECRET@host/x\"",
        "KEY = \"postgresql://ann:SECRET@host:port/x\"",
        "KEY = \"postgresql://ann:SEC?RET@host/x\"",
        "KEY = \"postgresql://ann:SECRET@host/x?password=SECRET&sslpassword=SECRET\"",
        "KEY = \"ht!tp://u:SECRET@[::/SECRET\"",
        "KEY = \"SECRET with blanks\\nand lines\"",
        "KEYX = \"SECRET\"",
        "KEY.more = \"SECRET\""
      })
  void aBrokenValueIsNotShown(String form) throws IOException {
    write(
        KEYS.stream()
            .map(key -> form.replace("KEY", "holdfast." + key).replace("SECRET", SECRET))
            .collect(Collectors.joining("\n")));

    assertThat(said()).isNotEmpty().allSatisfy(text -> assertThat(text).doesNotContain(SECRET));
  }

  @ParameterizedTest
  @MethodSource("keys")
  void aFileThatCannotBeReadDoesNotShowItsLine(String key) throws IOException {
    String path = "holdfast." + key;
    for (String broken :
        List.of(
            path + " = \"" + SECRET + "\nweb.port = 1",
            path + " = " + SECRET + "{",
            path + " : : \"" + SECRET + "\"",
            path + " = \"\\q" + SECRET + "\"",
            "include \"more.conf\"")) {
      Files.createDirectories(base.resolve("conf"));
      Files.writeString(base.resolve("conf/more.conf"), path + " = \"" + SECRET + "\n");
      write(broken);

      assertThat(said())
          .as(broken)
          .isNotEmpty()
          .allSatisfy(text -> assertThat(text).doesNotContain(SECRET));
    }
  }

  /** The environment of a process of its own. */
  @Test
  void aBrokenVariableIsNotShown() throws Exception {
    Files.createDirectories(base.resolve("conf"));
    Ended ended =
        Command.holdfast("check-config", "--base", base)
            .with("DATABASE_URL", "mysql://ann:" + SECRET + "@host/x")
            .with("HOLDFAST__SLACK__WEBHOOK_URL", "ht!tp://" + SECRET)
            .with("HOLDFAST__WEBHOOK__KEY", "[" + SECRET)
            .with("HOLDFAST__EMAIL__PASSWORD", "{" + SECRET)
            .with("HOLDFAST__EMAIL__PASWORD", SECRET)
            .run(LIMIT);

    assertThat(ended.output()).isNotEmpty().doesNotContain(SECRET);
  }

  private void write(String text) throws IOException {
    Files.createDirectories(base.resolve("conf"));
    Files.writeString(base.resolve("conf/holdfast.conf"), text + "\n");
  }

  private List<String> said() {
    return Stream.of("check-config", "examine")
        .map(command -> {
          StringWriter all = new StringWriter();
          PrintWriter writer = new PrintWriter(all, true);
          int code =
              ToolProvider.findFirst("holdfast-server")
                  .orElseThrow()
                  .run(writer, writer, command, "--base", base.toString());
          return command + " " + code + " " + all;
        })
        .toList();
  }
}
