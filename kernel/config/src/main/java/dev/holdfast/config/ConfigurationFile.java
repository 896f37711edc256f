package dev.holdfast.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigOrigin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the file that users edit. The parser stops at the first syntax error, but people want all
 * mistakes in one go: so the line with the error is taken out and the rest is parsed again, as long
 * as that leaves the braces in order. If it never becomes readable, only the first error is told,
 * because those after it may be its consequences.
 */
final class ConfigurationFile {
  private static final int LARGEST = 1 << 20;
  private static final int MOST_ERRORS = 50;
  private static final int LINES_ABOVE = 3;
  private static final Pattern NOT_FOLLOWED =
      Pattern.compile("Key '(.*)' may not be followed by token", Pattern.DOTALL);
  private static final Pattern CONCATENATION =
      Pattern.compile("(Cannot concatenate [^,]*),.*", Pattern.DOTALL);
  private static final Pattern PLACE = Pattern.compile("^.*?: \\d+(-\\d+)?: ", Pattern.DOTALL);

  private final Path file;
  private final String name;
  private final List<ConfigProblem> errors = new ArrayList<>();

  private ConfigurationFile(Path file) {
    this.file = file;
    this.name = String.valueOf(file.getFileName());
  }

  /**
   * Reads the file; one that does not exist is empty.
   *
   * @param collected gets the syntax errors of a file that is readable otherwise
   * @throws ConfigProblems nothing can be said about the rest of the file
   */
  static Config read(Path file, CollectedProblems collected) throws ConfigProblems {
    return Files.exists(file) ? new ConfigurationFile(file).read(collected) : ConfigFactory.empty();
  }

  private Config read(CollectedProblems collected) throws ConfigProblems {
    String[] lines = text().split("\n", -1);
    while (true) {
      try {
        Config parsed = parse(String.join("\n", lines));
        collected.addAll(errors);
        return parsed;
      } catch (ConfigException e) {
        Optional<Integer> line = line(e, lines);
        errors.add(problem(e, line, lines));
        if (line.isEmpty() || errors.size() > MOST_ERRORS || !takeOut(lines, line.get())) {
          throw new ConfigProblems(errors.subList(0, 1));
        }
      }
    }
  }

  private String text() throws ConfigProblems {
    try {
      return FileText.read(file, LARGEST);
    } catch (IOException e) {
      throw unreadable("cannot be read: " + e);
    } catch (FileText.Unreadable e) {
      throw new ConfigProblems(
          List.of(new ConfigProblem("", e.reason(), new Origin(name, e.line()), e.remedy())));
    }
  }

  private ConfigProblems unreadable(String why) {
    return new ConfigProblems(
        List.of(
            new ConfigProblem(
                "", why, new Origin(name, 0), "Check " + file.toAbsolutePath() + ".")));
  }

  private Config parse(String text) {
    Path directory = file.toAbsolutePath().getParent();
    var options = UserSettings.options(name);
    return ConfigFactory.parseString(
        text,
        directory == null ? options : options.setIncluder(IncludesBeside.directory(directory)));
  }

  /** The line to blame, from 1 on; empty when it is in an included file. */
  private Optional<Integer> line(ConfigException e, String[] lines) {
    ConfigOrigin origin = e.origin();
    if (origin == null || isOfAnother(origin)) {
      return Optional.empty();
    }
    int line = origin.lineNumber();
    if (line < 1 || line > lines.length) {
      return Optional.empty();
    }
    // A key without a value is only noticed at the next one.
    Matcher lonely = NOT_FOLLOWED.matcher(String.valueOf(e.getMessage()));
    for (int above = line - 1; lonely.find() && above > 0; above--) {
      if (!lines[above - 1].isBlank()) {
        boolean there = lines[above - 1].strip().endsWith(lonely.group(1));
        return Optional.of(there ? above : line);
      }
    }
    return Optional.of(line);
  }

  /** Whether it is in a file that this one includes. */
  private boolean isOfAnother(ConfigOrigin origin) {
    return origin.filename() != null || !Origin.of(origin).source().equals(name);
  }

  private static boolean takeOut(String[] lines, int line) {
    String text = lines[line - 1];
    boolean balanced =
        count(text, '{') == count(text, '}')
            && count(text, '[') == count(text, ']')
            && !text.contains("\"\"\"");
    if (text.isBlank() || !balanced) {
      return false;
    }
    lines[line - 1] = "";
    return true;
  }

  private static long count(String text, char wanted) {
    return text.chars().filter(c -> c == wanted).count();
  }

  private ConfigProblem problem(ConfigException e, Optional<Integer> line, String[] lines) {
    if (e instanceof IncludesBeside.UnreadableInclude include) {
      return include.problem();
    }
    ConfigOrigin at = e.origin();
    Origin origin =
        line.map(l -> new Origin(name, l))
            .orElseGet(() -> at == null ? new Origin(name, 0) : Origin.of(at));
    // The parser quotes what it could not read, and of an included file the line is not at hand.
    boolean secret =
        line.map(l -> mentionsSecret(lines, l))
            .orElse(e instanceof ConfigException.Parse && at != null && isOfAnother(at));
    String detail = secret ? "" : ": " + reason(e);
    return new ConfigProblem(
        "",
        "syntax error" + detail,
        origin,
        "Put values with special characters into double quotes, and close every brace.");
  }

  /** A value may stand some lines below its key, and an error is noticed at the next one. */
  private static boolean mentionsSecret(String[] lines, int line) {
    for (int i = Math.max(1, line - LINES_ABOVE); i <= line; i++) {
      if (SecretMask.mentionsSecret(lines[i - 1])) {
        return true;
      }
    }
    return false;
  }

  /**
   * The parser's words without the place, which we tell better, without its advice, and without the
   * two values that it could not put together: one may be a secret.
   */
  static String reason(ConfigException e) {
    String message = PLACE.matcher(String.valueOf(e.getMessage())).replaceFirst("");
    int advice = message.indexOf(" (if you ");
    String reason = advice < 0 ? message : message.substring(0, advice);
    reason = CONCATENATION.matcher(reason).replaceFirst("$1");
    return SecretMask.ordinary(reason).replaceAll("\\p{Cntrl}", " ");
  }
}
