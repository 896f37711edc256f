package dev.holdfast.testkit.fault;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.holdfast.spi.Plugin;
import dev.holdfast.spi.support.AtomicFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Packs classes of a test into a jar, as a build would, to be dropped into the {@code plugins/} of
 * a server. Not for use by several threads.
 */
public final class PluginJar {
  private static final String PROVIDERS = "META-INF/services/" + Plugin.class.getName();

  private final Map<String, byte[]> files = new LinkedHashMap<>();

  private PluginJar() {}

  /**
   * A jar of these plugins with their nested classes.
   *
   * @throws IOException a class file is not on the class path
   */
  public static PluginJar of(Class<?>... plugins) throws IOException {
    PluginJar jar = new PluginJar();
    for (Class<?> plugin : plugins) {
      jar.and(plugin);
    }
    return jar.with(
        PROVIDERS, Arrays.stream(plugins).map(Class::getName).collect(Collectors.joining("\n")));
  }

  /** Puts one more class and what is nested in it into the jar. */
  public PluginJar and(Class<?> type) throws IOException {
    for (String name : names(type)) {
      try (InputStream in = type.getResourceAsStream("/" + name)) {
        files.put(name, Objects.requireNonNull(in, name).readAllBytes());
      }
    }
    return this;
  }

  /** Puts a file into the jar, in place of one of that name. */
  public PluginJar with(String name, String content) {
    files.put(name, content.getBytes(UTF_8));
    return this;
  }

  /** Names no class as a plugin. */
  public PluginJar withoutProvider() {
    files.remove(PROVIDERS);
    return this;
  }

  /** The jar. */
  public byte[] bytes() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JarOutputStream out = new JarOutputStream(bytes)) {
      for (Map.Entry<String, byte[]> file : files.entrySet()) {
        out.putNextEntry(new JarEntry(file.getKey()));
        out.write(file.getValue());
        out.closeEntry();
      }
    }
    return bytes.toByteArray();
  }

  /** Writes it under a name that no server looks at, and moves it to its place when it is whole. */
  public void writeTo(Path target) throws IOException {
    AtomicFile.write(target, bytes());
  }

  /** Nested classes have files of their own, also those that the compiler invents. */
  private static Iterable<String> names(Class<?> type) throws IOException {
    String own = type.getName().replace('.', '/');
    try {
      Path source = Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
      if (Files.isDirectory(source)) {
        String folder = own.substring(0, own.lastIndexOf('/') + 1);
        try (Stream<Path> all = Files.list(source.resolve(folder))) {
          return chosen(all.map(each -> folder + each.getFileName()), own);
        }
      }
      try (JarFile jar = new JarFile(source.toFile())) {
        return chosen(jar.stream().map(JarEntry::getName), own);
      }
    } catch (URISyntaxException e) {
      throw new IOException("where " + type + " comes from is not known", e);
    }
  }

  private static Iterable<String> chosen(Stream<String> names, String own) {
    return names
        .filter(name ->
            name.equals(own + ".class") || (name.startsWith(own + "$") && name.endsWith(".class")))
        .sorted()
        .toList();
  }
}
