package dev.holdfast.console.supervise;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.holdfast.console.client.AdminToken;
import dev.holdfast.console.instance.ProcessIdentity;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The words and the environment that a running process was started with. The system shows them to
 * its user alone, so secrets in them need no file.
 *
 * @param words of the command, behind the class of the program
 */
public record StartedWith(List<String> words, Map<String, String> environment) {
  private static final Path PROC = Path.of("/proc");

  /** The class that bin/holdfast names; all that stands behind it was typed. */
  private static final String MAIN = "dev.holdfast.console.Main";

  private static final String DATABASE_URL = "DATABASE_URL";
  private static final String KEY = "HOLDFAST__";
  private static final String OURS = "HOLDFAST_";

  /** For this command alone, or the same in every shell of the machine. */
  private static final Set<String> NOT_THE_SERVERS =
      Set.of("HOLDFAST_BASE", "HOLDFAST_CONSOLE_LEVEL", AdminToken.VARIABLE);

  private static final Pattern SUBSTITUTED =
      Pattern.compile("\\$\\{\\??([A-Za-z_][A-Za-z0-9_]*)(\\[\\])?}");

  /** Empty where the system does not tell. */
  public static Optional<StartedWith> of(ProcessIdentity process) {
    Path directory = PROC.resolve(Long.toString(process.pid()));
    try {
      List<String> words = texts(directory.resolve("cmdline"));
      int main = words.indexOf(MAIN);
      Map<String, String> environment = new LinkedHashMap<>();
      for (String variable : texts(directory.resolve("environ"))) {
        int equals = variable.indexOf('=');
        if (equals > 0) {
          environment.put(variable.substring(0, equals), variable.substring(equals + 1));
        }
      }
      return Optional.of(new StartedWith(words.subList(main + 1, words.size()), environment));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static List<String> texts(Path file) throws IOException {
    return List.of(new String(Files.readAllBytes(file), UTF_8).split("\0"));
  }

  /** The value of every {@code --set}, in order. */
  public List<String> settings() {
    List<String> settings = new ArrayList<>();
    for (int i = 0; i + 1 < words.size(); i++) {
      if (words.get(i).equals("--set")) {
        settings.add(words.get(i + 1));
      }
    }
    return settings;
  }

  /** The value of an option. */
  Optional<String> option(String name) {
    int at = words.indexOf(name);
    return at < 0 || at + 1 >= words.size() ? Optional.empty() : Optional.of(words.get(at + 1));
  }

  /**
   * The variables for the server that a person's shell has in another form than this process; what
   * the shell does not have stays as it was.
   *
   * @param substituted those that the configuration files name
   */
  public Map<String, String> news(Map<String, String> shell, Set<String> substituted) {
    Map<String, String> news = new LinkedHashMap<>();
    shell.forEach((name, value) -> {
      boolean wanted =
          name.equals(DATABASE_URL)
              || (name.startsWith(OURS) && !NOT_THE_SERVERS.contains(name))
              || substituted.contains(name);
      if (wanted && !value.equals(environment.get(name))) {
        news.put(name, value);
      }
    });
    return news;
  }

  /** Whether this variable is a setting of the server, and not of its launch script. */
  public static boolean isSetting(String name) {
    return !name.startsWith(OURS) || name.startsWith(KEY);
  }

  /** The variables that the configuration files of an instance name as {@code ${NAME}}. */
  public static Set<String> substitutedIn(Path conf) {
    Set<String> names = new TreeSet<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(conf, "*.conf")) {
      for (Path file : files) {
        Matcher matcher = SUBSTITUTED.matcher(Files.readString(file));
        while (matcher.find()) {
          names.add(matcher.group(1));
        }
      }
    } catch (IOException e) {
      // What cannot be read is for the check of the configuration to say.
      return names;
    }
    return names;
  }
}
