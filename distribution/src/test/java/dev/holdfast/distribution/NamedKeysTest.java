package dev.holdfast.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import dev.holdfast.spi.Plugin;
import dev.holdfast.spi.Secret;
import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.constantpool.PoolEntry;
import java.lang.classfile.constantpool.StringEntry;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Every setting that a problem, a help text or a document names is one: a person who follows the
 * advice must not be told that the key is unknown.
 */
final class NamedKeysTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

  /** Words with a dot that are names of files or of system properties, not of settings. */
  private static final Pattern NO_SETTING =
      Pattern.compile(
          ".*\\.(conf|cmd|log|jar|xml|java|zip|jsa|hprof|md|json|db|properties|example|org|txt|new|gz|tmp)"
              + "|holdfast\\.(home|base|logs|console|terminal|v1|invalid|tides|build)(\\..*)?");

  private static final Pattern WHOLE =
      Pattern.compile("(?<![\\w./@-])holdfast((?:\\.[a-z][a-z0-9-]*)+)");
  private static final Pattern VARIABLE = Pattern.compile("\\bHOLDFAST(__[A-Z0-9_]+)");

  private final Set<String> keys = new TreeSet<>();

  /** Below these anything may stand. */
  private final Set<String> maps = new TreeSet<>();

  NamedKeysTest() throws IOException {
    for (Plugin plugin : ServiceLoader.load(Plugin.class)) {
      add(plugin.name(), plugin.configuration());
    }
    ConfigObject kernel =
        ConfigFactory.parseFile(
                ROOT.resolve("kernel/server/src/main/resources/reference.conf").toFile())
            .root();
    add("", kernel.toConfig().getObject("holdfast"));
  }

  private void add(String path, Class<?> record) {
    keys.add(path);
    for (RecordComponent component : record.getRecordComponents()) {
      String key = component.getName().replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
      String at = path + "." + key;
      keys.add(at);
      Type type = component.getGenericType();
      if (type instanceof ParameterizedType generic && generic.getRawType() == Optional.class) {
        type = generic.getActualTypeArguments()[0];
      }
      if (type == Secret.class) {
        keys.add(at + "-file");
      } else if (component.getType() == Map.class) {
        maps.add(at);
      } else if (type instanceof Class<?> inner && inner.isRecord()) {
        add(at, inner);
      }
    }
  }

  private void add(String path, ConfigObject object) {
    for (Map.Entry<String, ConfigValue> entry : object.entrySet()) {
      String at = path.isEmpty() ? entry.getKey() : path + "." + entry.getKey();
      keys.add(at);
      if (entry.getValue() instanceof ConfigObject inner) {
        add(at, inner);
      }
    }
  }

  private boolean isKey(String path) {
    return keys.contains(path)
        || maps.stream().anyMatch(map -> path.startsWith(map + "."))
        || path.equals("plugin")
        || path.startsWith("plugin.");
  }

  private List<String> unknown(String text) {
    List<String> unknown = new ArrayList<>();
    Matcher whole = WHOLE.matcher(text);
    while (whole.find()) {
      String path = whole.group(1).substring(1);
      if (!NO_SETTING.matcher("holdfast." + path).matches() && !isKey(path)) {
        unknown.add("holdfast." + path);
      }
    }
    String blocks =
        keys.stream().filter(key -> !key.contains(".")).collect(Collectors.joining("|"));
    Matcher brief =
        Pattern.compile("(?<![\\w./@<>-])((?:" + blocks + ")(?:\\.[a-z][a-z0-9-]*)+)(?![\\w(/])")
            .matcher(text);
    while (brief.find()) {
      if (!NO_SETTING.matcher(brief.group(1)).matches() && !isKey(brief.group(1))) {
        unknown.add(brief.group(1));
      }
    }
    Matcher variable = VARIABLE.matcher(text);
    while (variable.find()) {
      String path =
          variable
              .group(1)
              .substring(2)
              .toLowerCase(Locale.ROOT)
              .replace("__", ".")
              .replace('_', '-');
      if (!isKey(path)) {
        unknown.add(variable.group());
      }
    }
    return unknown;
  }

  @Test
  void everyKeyThatTheCodeNamesIsASetting() throws IOException {
    Set<String> wrong = new TreeSet<>();
    int texts = 0;
    for (Path file : files(".class", "/target/classes/")) {
      for (PoolEntry entry : ClassFile.of().parse(file).constantPool()) {
        if (entry instanceof StringEntry text) {
          texts++;
          unknown(text.stringValue()).forEach(key -> wrong.add(file.getFileName() + ": " + key));
        }
      }
    }
    assertThat(texts).isGreaterThan(5_000);
    assertThat(wrong).isEmpty();
  }

  @Test
  void everyKeyThatADocumentNamesIsASetting() throws IOException {
    Set<String> wrong = new TreeSet<>();
    List<Path> documents = new ArrayList<>(files("reference.conf", "/src/main/resources/"));
    for (String name :
        List.of(
            "README.md",
            "CHANGELOG.md",
            "kernel/CODES.md",
            "kernel/DECISIONS.md",
            "kernel/spi/PLUGINS.md",
            "plugins/ingest/PROTOCOL.md",
            "config/holdfast.conf",
            "distribution/src/main/holdfast/README")) {
      documents.add(ROOT.resolve(name));
    }
    for (Path document : documents) {
      unknown(Files.readString(document))
          .forEach(key -> wrong.add(ROOT.relativize(document) + ": " + key));
    }
    assertThat(wrong).isEmpty();
  }

  @Test
  void aKeyThatIsNotThereIsFound() {
    assertThat(unknown("Add it to holdfast.web.origins if it is yours"))
        .containsExactly("holdfast.web.origins");
    assertThat(unknown("set web.prot, or database.pool.size")).hasSize(2);
    assertThat(unknown("HOLDFAST__WEB__PROT=1")).hasSize(1);
    assertThat(
            unknown(
                "holdfast.web.port, data.dir, email.password-file, alerts.rules.x.after,"
                    + " HOLDFAST__JOURNAL__SEGMENT_SIZE"))
        .isEmpty();
  }

  private static List<Path> files(String ending, String place) throws IOException {
    List<Path> found = new ArrayList<>();
    for (String folder : List.of("kernel", "plugins", "distribution/tools")) {
      try (Stream<Path> files = Files.walk(ROOT.resolve(folder))) {
        files
            .filter(file -> file.toString().contains(place) && file.toString().endsWith(ending))
            .forEach(found::add);
      }
    }
    return found;
  }
}
