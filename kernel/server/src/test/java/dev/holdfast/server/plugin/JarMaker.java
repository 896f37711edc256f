package dev.holdfast.server.plugin;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.holdfast.server.plugin.loading.JarLimits;
import dev.holdfast.spi.Size;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

/** Compiles sources and packs them into a jar, as the author of a plugin would. */
public final class JarMaker {
  /** Small enough for tests to go beyond. */
  public static final JarLimits LIMITS = new JarLimits(new Size(65_536), new Size(4L << 20), 2_000);

  private final Path work;
  private final Map<String, String> extras = new LinkedHashMap<>();

  /** Creates a maker that needs a directory for what it compiles. */
  public JarMaker(Path work) {
    this.work = work;
  }

  /** Puts a file into the jars that are made from now on; the empty text takes it out again. */
  public JarMaker with(String name, String content) {
    extras.put(name, content);
    return this;
  }

  /** The source of a plugin whose start does this. */
  public static String plugin(String type, String name, String body) {
    return """
    public final class %s implements dev.holdfast.spi.Plugin {
      public String name() { return "%s"; }
      public void start(dev.holdfast.spi.PluginContext context) throws Exception { %s }
    }
    """
        .formatted(type, name, body);
  }

  /**
   * Makes a jar.
   *
   * @param sources by simple class name, in the unnamed package
   * @param provider the class that is named as a plugin; empty for none
   */
  public void make(Path jar, Map<String, String> sources, String provider, Path... libraries)
      throws IOException {
    Path classes = Files.createTempDirectory(work, "classes");
    Path sourceFolder = Files.createTempDirectory(work, "sources");
    for (var source : sources.entrySet()) {
      Files.writeString(sourceFolder.resolve(source.getKey() + ".java"), source.getValue());
    }
    compile(sourceFolder, classes, libraries);
    Files.createDirectories(jar.getParent());
    try (OutputStream file = Files.newOutputStream(jar);
        JarOutputStream out = new JarOutputStream(file)) {
      for (var extra : extras.entrySet()) {
        if (!extra.getValue().isEmpty()) {
          put(out, extra.getKey(), extra.getValue().getBytes(UTF_8));
        }
      }
      for (Path each : list(classes)) {
        put(out, each.getFileName().toString(), Files.readAllBytes(each));
      }
      if (!provider.isEmpty()) {
        put(out, "META-INF/services/dev.holdfast.spi.Plugin", provider.getBytes(UTF_8));
      }
    }
  }

  private static void put(JarOutputStream out, String name, byte[] content) throws IOException {
    out.putNextEntry(new JarEntry(name));
    out.write(content);
    out.closeEntry();
  }

  private static void compile(Path sources, Path classes, Path... libraries) throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringBuilder classPath = new StringBuilder(System.getProperty("java.class.path"));
    for (Path library : libraries) {
      classPath.append(java.io.File.pathSeparator).append(library);
    }
    StringWriter messages = new StringWriter();
    try (var files = compiler.getStandardFileManager(null, null, UTF_8)) {
      boolean compiled =
          compiler
              .getTask(
                  messages,
                  files,
                  null,
                  List.of("-d", classes.toString(), "-cp", classPath.toString(), "-proc:none"),
                  null,
                  files.getJavaFileObjectsFromPaths(list(sources)))
              .call();
      if (!compiled) {
        throw new IllegalStateException(messages.toString());
      }
    }
  }

  private static List<Path> list(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList();
    }
  }
}
