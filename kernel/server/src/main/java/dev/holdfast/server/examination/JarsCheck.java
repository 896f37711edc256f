package dev.holdfast.server.examination;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Looks for two versions of one artifact in one folder of jars, as a new version that was unzipped
 * over an old one leaves them.
 */
public final class JarsCheck {
  private static final Pattern JAR = Pattern.compile("(.+?)-(\\d[^/]*)\\.jar");

  private JarsCheck() {}

  /**
   * Puts the lines into the report.
   *
   * @param folders each with jars, or with folders of jars; one that is not there is empty
   */
  public static void run(List<Path> folders, Report report) {
    List<String> doubled = new ArrayList<>();
    for (Path folder : folders) {
      look(folder, doubled);
      list(folder).stream().filter(Files::isDirectory).forEach(inner -> look(inner, doubled));
    }
    doubled.forEach(
        each -> report.fail("libraries", ExaminationProblems.TWO_VERSIONS.because(each)));
  }

  private static void look(Path folder, List<String> doubled) {
    Map<String, List<String>> versions = new TreeMap<>();
    for (Path file : list(folder)) {
      String name = String.valueOf(file.getFileName());
      Matcher jar = JAR.matcher(name);
      if (jar.matches()) {
        versions.computeIfAbsent(jar.group(1), any -> new ArrayList<>()).add(name);
      }
    }
    versions.values().stream()
        .filter(names -> names.size() > 1)
        .forEach(names -> doubled.add(String.join(" and ", names) + " in " + folder));
  }

  private static List<Path> list(Path folder) {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.sorted().toList();
    } catch (IOException e) {
      return List.of();
    }
  }
}
