package dev.holdfast.distribution;

import static java.util.stream.Collectors.joining;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The list of all codes, {@code kernel/CODES.md}: for each one what happened and what to do. The
 * texts come from the sources; what a source makes only when it runs is written by hand, and is
 * kept when the list is written anew. So is everything before the first family.
 */
final class CodeList {
  /** Stands in a new entry where somebody must write a text. */
  static final String UNWRITTEN = "(write it here)";

  /** Stands for what is only known when the code runs. */
  static final String LATER = "…";

  private static final int WIDTH = 120;
  private static final Pattern ENTRY =
      Pattern.compile("(?m)^- \\*\\*(HF-[A-Z]+-\\d{3})\\*\\* (.*(?:\\n {2}\\S.*)*)");
  private static final String REMEDY = "*Do:* ";

  /** An entry. */
  record Entry(String what, String remedy) {
    private static Entry of(String text) {
      String[] parts = text.replaceAll("\\s+", " ").split(" " + Pattern.quote(REMEDY), 2);
      return new Entry(parts[0], parts.length > 1 ? parts[1] : UNWRITTEN);
    }
  }

  private CodeList() {}

  static Map<String, Entry> entries(String document) {
    Map<String, Entry> entries = new TreeMap<>();
    for (MatchResult entry : ENTRY.matcher(document).results().toList()) {
      entries.put(entry.group(1), Entry.of(entry.group(2)));
    }
    return entries;
  }

  /**
   * The list as it should be.
   *
   * @param present the document as it is
   * @param families the heading of each
   */
  static String write(
      String present, Collection<DeclaredCode> codes, Map<String, String> families) {
    Map<String, Entry> written = entries(present);
    int first = present.indexOf("\n## ");
    StringBuilder text = new StringBuilder(first < 0 ? present : present.substring(0, first + 1));
    new TreeMap<>(families)
        .forEach((family, title) -> {
          List<DeclaredCode> members =
              codes.stream()
                  .filter(code -> code.family().equals(family))
                  .sorted(Comparator.comparing(DeclaredCode::code))
                  .toList();
          if (!members.isEmpty()) {
            text.append("## ").append(family).append(": ").append(title).append("\n\n");
            members.forEach(code -> text.append(entry(code, written.get(code.code()))));
            text.append('\n');
          }
        });
    return text.toString().stripTrailing() + "\n";
  }

  private static String entry(DeclaredCode code, @Nullable Entry written) {
    String what = text(code.what(), written == null ? "" : written.what());
    String remedy = text(code.remedy(), written == null ? "" : written.remedy());
    return wrapped("- **" + code.code() + "** " + what + " " + REMEDY + remedy);
  }

  /** What the source says; where it leaves something open, what is written and agrees with it. */
  private static String text(String declared, String written) {
    String shown = declared.isBlank() ? LATER : shown(declared);
    String agrees =
        Arrays.stream(shown.split(LATER, -1)).map(Pattern::quote).collect(joining(".+"));
    if (written.matches(agrees)) {
      return written;
    }
    return shown.equals(LATER) ? UNWRITTEN : shown;
  }

  /** A sentence, unless it begins with a command; what looks like a tag would not be shown. */
  private static String shown(String text) {
    String plain =
        text.strip().replaceAll("\\s+", " ").replaceAll("<(?=[^`]*(`[^`]*`[^`]*)*$)", "\\\\<");
    String sentence =
        plain.matches("(holdfast|systemd) .*")
            ? plain
            : Character.toUpperCase(plain.charAt(0)) + plain.substring(1);
    return sentence.matches(".*[.;:!?]") ? sentence : sentence + ".";
  }

  /** The remedy begins a line of its own. */
  private static String wrapped(String entry) {
    List<String> lines = new ArrayList<>();
    for (String part : entry.split(" (?=\\*Do:\\*)")) {
      String line = lines.isEmpty() ? "" : " ";
      for (String word : part.split(" ")) {
        if (!line.isBlank() && line.length() + 1 + word.length() > WIDTH) {
          lines.add(line);
          line = " ";
        }
        line = line.isEmpty() ? word : line + " " + word;
      }
      lines.add(line);
    }
    return String.join("\n", lines) + "\n";
  }
}
