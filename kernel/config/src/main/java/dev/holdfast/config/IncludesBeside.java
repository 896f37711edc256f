package dev.holdfast.config;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigIncludeContext;
import com.typesafe.config.ConfigIncluder;
import com.typesafe.config.ConfigIncluderFile;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigSyntax;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds {@code include "x.conf"} beside the file that says so. The parser cannot, because it gets
 * the first file as a text; it would look on the class path. What is included is read as the first
 * file is: the parser would replace what is not UTF-8 without a word.
 */
final class IncludesBeside implements ConfigIncluder, ConfigIncluderFile {
  private static final List<String> ENDINGS = List.of(".properties", ".json", ".conf");
  private static final int LARGEST = 1 << 20;

  private final Path root;
  private final Path directory;
  private final @Nullable ConfigIncluder fallback;

  private IncludesBeside(Path root, Path directory, @Nullable ConfigIncluder fallback) {
    this.root = root;
    this.directory = directory;
    this.fallback = fallback;
  }

  static ConfigIncluder directory(Path directory) {
    return new IncludesBeside(directory, directory, null);
  }

  @Override
  public ConfigIncluder withFallback(ConfigIncluder other) {
    return new IncludesBeside(root, directory, fallback == null ? other : fallback);
  }

  @Override
  public ConfigObject include(ConfigIncludeContext context, String what) {
    return fallback != null && what.contains("://")
        ? fallback.include(context, what)
        : read(context, directory.resolve(what));
  }

  @Override
  public ConfigObject includeFile(ConfigIncludeContext context, File what) {
    return read(context, directory.resolve(what.toPath()));
  }

  /** Without an ending all three are taken, as the parser does. */
  private ConfigObject read(ConfigIncludeContext context, Path file) {
    boolean whole = ENDINGS.stream().anyMatch(file.toString()::endsWith) || Files.exists(file);
    if (whole) {
      return parse(context, file);
    }
    ConfigObject all = ConfigFactory.empty().root();
    boolean found = false;
    for (String ending : ENDINGS) {
      Path one = file.resolveSibling(file.getFileName() + ending);
      if (Files.exists(one)) {
        all = parse(context, one).withFallback(all);
        found = true;
      }
    }
    return found ? all : parse(context, file);
  }

  private ConfigObject parse(ConfigIncludeContext context, Path file) {
    Path parent = file.getParent();
    String name = name(file);
    ConfigParseOptions options =
        context
            .parseOptions()
            .setSyntax(syntax(name))
            .setOriginDescription(name)
            .setIncluder(new IncludesBeside(root, parent == null ? directory : parent, fallback));
    if (!Files.exists(file) && options.getAllowMissing()) {
      return ConfigFactory.empty().root();
    }
    try {
      return ConfigFactory.parseString(FileText.read(file, LARGEST), options).root();
    } catch (IOException e) {
      throw new UnreadableInclude(new Origin(name, 0), "cannot be read: " + e, "");
    } catch (FileText.Unreadable e) {
      throw new UnreadableInclude(new Origin(name, e.line()), e.reason(), e.remedy());
    }
  }

  /** As people know it: from the first file on. */
  private String name(Path file) {
    Path absolute = file.toAbsolutePath().normalize();
    Path from = root.toAbsolutePath().normalize();
    return absolute.startsWith(from) ? from.relativize(absolute).toString() : absolute.toString();
  }

  private static ConfigSyntax syntax(String name) {
    if (name.endsWith(".json")) {
      return ConfigSyntax.JSON;
    }
    return name.endsWith(".properties") ? ConfigSyntax.PROPERTIES : ConfigSyntax.CONF;
  }

  /** An included file that cannot be read; nothing in it is told. */
  static final class UnreadableInclude extends ConfigException {
    private static final long serialVersionUID = 1;
    private final transient ConfigProblem problem;

    private UnreadableInclude(Origin origin, String reason, String remedy) {
      super(reason);
      this.problem = new ConfigProblem("", reason, origin, remedy);
    }

    ConfigProblem problem() {
      return problem;
    }
  }
}
