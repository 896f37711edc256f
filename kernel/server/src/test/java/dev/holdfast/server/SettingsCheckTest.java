package dev.holdfast.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.holdfast.config.ConfigProblem;
import dev.holdfast.config.ConfigProblems;
import dev.holdfast.config.Reference;
import dev.holdfast.server.plugin.loading.PluginDescriptor;
import dev.holdfast.spi.Plugin;
import dev.holdfast.spi.PluginContext;
import dev.holdfast.spi.Problem;
import dev.holdfast.spi.ProblemException;
import dev.holdfast.spi.Secret;
import dev.holdfast.spi.Validation;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a start would refuse is refused before it, with the place where it was set. */
final class SettingsCheckTest {
  private static final Problem WRONG =
      new Problem("HF-TEST-001", 500, "This cannot be used", "", "Write another one");

  @TempDir Path base;

  /** Refuses whatever is not the default. */
  public static final class Picky implements Plugin {
    record Settings(
        String address, List<String> to, Map<String, String> more, Optional<Secret> key) {}

    @Override
    public String name() {
      return "picky";
    }

    @Override
    public void start(PluginContext context) {}

    @Override
    public void validate(Validation validation) {
      Settings settings = validation.config(Settings.class);
      validation.check(
          "address",
          () -> {
            if (!settings.address().equals("here")) {
              String key = settings.key().map(Secret::value).orElse("");
              throw new ProblemException(WRONG.because(settings.address() + " by " + key));
            }
          });
      for (int i = 0; i < settings.to().size(); i++) {
        validation.refuse("to[" + i + "]", WRONG);
      }
      settings.more().forEach((name, value) -> validation.refuse("more." + name, WRONG));
      if (validation.isSet("key") && settings.key().isEmpty()) {
        validation.refuse("no such \" key", WRONG);
      }
    }
  }

  /** Cannot even look at its settings. */
  public static final class Broken implements Plugin {
    record None() {}

    @Override
    public String name() {
      return "broken";
    }

    @Override
    public void start(PluginContext context) {}

    @Override
    public void validate(Validation validation) {
      throw new NoClassDefFoundError("gone/Away");
    }
  }

  private static PluginDescriptor plugin(
      Plugin plugin, Class<? extends Record> settings, String defaults) {
    return new PluginDescriptor(
        plugin.name(),
        plugin.getClass(),
        settings,
        plugin.getClass().getClassLoader(),
        new Reference("reference.conf of " + plugin.name(), "holdfast." + plugin.name() + defaults),
        "here",
        "1");
  }

  private static final PluginDescriptor PICKY =
      plugin(new Picky(), Picky.Settings.class, " { address = here, to = [], more {} }");

  private void file(String text) throws IOException {
    Files.createDirectories(base.resolve("conf"));
    Files.writeString(base.resolve("conf/holdfast.conf"), text);
  }

  private List<String> refused(Map<String, String> environment) {
    ConfigProblems thrown =
        catchThrowableOfType(
            ConfigProblems.class,
            () -> ServerSettings.bind(ServerSettings.sources(base, Map.of(), environment), PICKY));
    assertThat(thrown).as("nothing was refused").isNotNull();
    return thrown.problems().stream().map(ConfigProblem::toString).toList();
  }

  @Test
  void eachSettingIsNamedWithItsLine() throws Exception {
    file(
        """
        holdfast.picky {
          address = there
          to = [
            a
            b
          ]
          more { one = 1 }
        }
        """);
    assertThat(refused(Map.of()))
        .containsExactly(
            "holdfast.conf:2: holdfast.picky.address is refused: HF-TEST-001 This cannot be used:"
                + " there by ",
            "holdfast.conf:4: holdfast.picky.to[0] is refused: HF-TEST-001 This cannot be used",
            "holdfast.conf:5: holdfast.picky.to[1] is refused: HF-TEST-001 This cannot be used",
            "holdfast.conf:7: holdfast.picky.more.one is refused: HF-TEST-001 This cannot be used");
  }

  @Test
  void theEnvironmentIsNamedAndSecretsOfTheConfigurationAreMasked() throws Exception {
    file("holdfast.picky.key-file = key.txt");
    Files.writeString(base.resolve("conf/key.txt"), "tellnobody77\n");
    assertThat(refused(Map.of("HOLDFAST__PICKY__ADDRESS", "there")))
        .containsExactly(
            "environment variable HOLDFAST__PICKY__ADDRESS: holdfast.picky.address is refused:"
                + " HF-TEST-001 This cannot be used: there by ***77");
  }

  @Test
  void aPluginThatCannotLookCostsOnlyItsOwnCheck() throws Exception {
    PluginDescriptor broken = plugin(new Broken(), Broken.None.class, " {}");
    assertThat(ServerSettings.bind(ServerSettings.sources(base, Map.of(), Map.of()), broken))
        .isEqualTo(new Broken.None());
  }

  private String checkConfig() {
    StringWriter out = new StringWriter();
    PrintWriter writer = new PrintWriter(out);
    int code = new ServerTool().run(writer, writer, "check-config", "--base", base.toString());
    return code + "\n" + out;
  }

  @ParameterizedTest
  @CsvSource({
    "0.0.0.0, HF-SRV-003",
    "'\"::\"', HF-SRV-003",
    "203.0.113.7, HF-SRV-003",
    "http://127.0.0.1, HF-CFG-012",
    "'\"127.0.0.1:80\"', HF-CFG-012",
    "127.0.0.300, HF-CFG-012",
    "'\"\"', HF-CFG-012"
  })
  void anAddressToListenOnThatAStartWouldRefuse(String host, String code) throws Exception {
    file(
        "holdfast {\n  web.host = \""
            + host.replace("\"", "")
            + "\"\n  plugins.required = []\n}\n");
    assertThat(checkConfig())
        .startsWith("78\n")
        .contains("holdfast.conf:2: holdfast.web.host is refused: " + code);
  }

  @ParameterizedTest
  @CsvSource({"127.0.0.1", "::1", "localhost", "127.9.9.9"})
  void anAddressThatOnlyThisMachineReaches(String host) throws Exception {
    file("holdfast { web.host = \"" + host + "\", plugins.required = [] }\n");
    assertThat(checkConfig()).startsWith("0\n").contains("The configuration is valid.");
  }

  @Test
  void aBlockOfAPluginThatIsNotThereIsOddAndASlipIsRefused() throws Exception {
    file("holdfast {\n  plugins.required = []\n  slack { token = abc }\n}\n");
    assertThat(checkConfig())
        .startsWith("0\n")
        .contains("valid, but odd", "holdfast.conf:3: holdfast.slack belongs to no plugin");
    file("holdfast {\n  plugins.required = []\n  supervison { max-restarts = 3 }\n}\n");
    assertThat(checkConfig())
        .startsWith("78\n")
        .contains("holdfast.supervison is unknown; did you mean 'supervision'?");
  }

  @Test
  void contradictionsOfTheKernelAreRefused() throws Exception {
    file("holdfast {\n plugins.required = []\n supervision.backoff-min = 50 s\n}\n");
    assertThat(checkConfig())
        .startsWith("78\n")
        .contains("holdfast.conf:3: holdfast.supervision.backoff-min is refused: HF-CFG-013");
  }

  @Test
  void filesOfACertificateThatAreNotThereAreRefused() throws Exception {
    file(
        """
        holdfast {
          plugins.required = []
          web.tls { certificate-file = "no.pem", key-file = "no.key" }
        }
        """);
    assertThat(checkConfig())
        .startsWith("78\n")
        .contains("holdfast.conf:3: holdfast.web.tls is refused: HF-WEB-043");
  }

  @Test
  void aRequiredPluginThatIsNotThereIsOdd() throws Exception {
    file("holdfast.plugins.required = [ingset]\n");
    assertThat(checkConfig())
        .startsWith("0\n")
        .contains("holdfast.conf:1: holdfast.plugins.required is odd: HF-CFG-010");
  }
}
