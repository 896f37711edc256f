package dev.holdfast.distribution;

import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.constantpool.PoolEntry;
import java.lang.module.ModuleFinder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * Which classes a plugin names, and which of them it can see: those in its own folder, in the JDK,
 * and in lib/ those of the packages that the kernel shares.
 */
final class Reach {
  private static final List<String> SHARED =
      List.of("dev/holdfast/spi/", "io/helidon/", "org/jspecify/annotations/", "org/slf4j/");

  private final Set<String> known = new HashSet<>();
  private final Set<String> packagesOfTheJdk = new HashSet<>();

  Reach(Path plugin, Path lib) throws IOException {
    ModuleFinder.ofSystem()
        .findAll()
        .forEach(module -> packagesOfTheJdk.addAll(module.descriptor().packages()));
    for (Path jar : jars(plugin)) {
      known.addAll(classes(jar));
    }
    for (Path jar : jars(lib)) {
      for (String name : classes(jar)) {
        if (SHARED.stream().anyMatch(name::startsWith)) {
          known.add(name);
        }
      }
    }
  }

  /** The classes that a jar of the plugin names and cannot see. */
  Set<String> missing(Path jar) throws IOException {
    Set<String> missing = new TreeSet<>();
    try (ZipFile zip = new ZipFile(jar.toFile())) {
      for (ZipEntry entry : zip.stream().filter(Reach::isClass).toList()) {
        ClassModel model = ClassFile.of().parse(zip.getInputStream(entry).readAllBytes());
        for (PoolEntry constant : model.constantPool()) {
          if (constant instanceof ClassEntry named && !isKnown(element(named.asInternalName()))) {
            missing.add(named.asInternalName());
          }
        }
      }
    }
    return missing;
  }

  static List<Path> jars(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(".jar")).sorted().toList();
    }
  }

  private boolean isKnown(String name) {
    int end = name.lastIndexOf('/');
    return end < 0
        || known.contains(name)
        || packagesOfTheJdk.contains(name.substring(0, end).replace('/', '.'));
  }

  /** The class of the elements when the name is that of an array. */
  private static String element(String name) {
    return name.startsWith("[") ? name.replaceFirst("^\\[+L?", "").replace(";", "") : name;
  }

  private static Set<String> classes(Path jar) throws IOException {
    Set<String> classes = new HashSet<>();
    try (ZipFile zip = new ZipFile(jar.toFile())) {
      zip.stream()
          .filter(Reach::isClass)
          .forEach(entry -> classes.add(entry.getName().replaceFirst("\\.class$", "")));
    }
    return classes;
  }

  private static boolean isClass(ZipEntry entry) {
    return entry.getName().endsWith(".class") && !entry.getName().startsWith("META-INF/");
  }
}
