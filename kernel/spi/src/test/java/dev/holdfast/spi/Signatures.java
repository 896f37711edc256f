package dev.holdfast.spi;

import static java.util.stream.Collectors.joining;

import java.io.File;
import java.io.IOException;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.Member;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * All that a compiler of plugins sees of a package and those below it, one line each: {@code <type>
 * <what it is>} for types and {@code <type>: <signature>} for members.
 */
final class Signatures {
  /** Every class has them; that one is written by hand promises nothing new. */
  private static final Set<String> OF_EVERY_OBJECT = Set.of("equals", "hashCode", "toString");

  private Signatures() {}

  /** Of the public types below a folder of class files, sorted. */
  static List<String> in(Path classes, String packageName)
      throws IOException, ClassNotFoundException {
    Path folder = classes.resolve(packageName.replace('.', '/'));
    List<String> names;
    try (Stream<Path> files = Files.walk(folder)) {
      names =
          files
              .map(file -> classes.relativize(file).toString())
              .filter(file -> file.endsWith(".class") && !file.endsWith("package-info.class"))
              .map(file -> file.replace(".class", "").replace(File.separatorChar, '.'))
              .toList();
    }
    Stream<String> lines = Stream.empty();
    for (String name : names) {
      lines =
          Stream.concat(lines, of(Class.forName(name, false, Signatures.class.getClassLoader())));
    }
    return lines.sorted().toList();
  }

  /** Of one type; nothing when strangers cannot name it. */
  static Stream<String> of(Class<?> type) {
    for (Class<?> outer = type; outer != null; outer = outer.getEnclosingClass()) {
      if (!isOpen(outer.getModifiers()) || outer.isAnonymousClass()) {
        return Stream.empty();
      }
    }
    Stream<String> members =
        Stream.of(
                type.getDeclaredFields(), type.getDeclaredMethods(), type.getDeclaredConstructors())
            .flatMap(Arrays::stream)
            .filter(Signatures::isPromised)
            .map(member -> type.getName() + ": " + signature(member));
    return Stream.concat(Stream.of(type.getName() + " " + header(type)), members);
  }

  private static boolean isOpen(int modifiers) {
    return Modifier.isPublic(modifiers) || Modifier.isProtected(modifiers);
  }

  private static boolean isPromised(Object member) {
    Member each = (Member) member;
    return isOpen(each.getModifiers())
        && !each.isSynthetic()
        && !OF_EVERY_OBJECT.contains(each.getName())
        && !each.getName().equals("serialVersionUID");
  }

  private static String header(Class<?> type) {
    String above =
        Stream.concat(
                Stream.ofNullable(type.getGenericSuperclass()),
                Stream.of(type.getGenericInterfaces()))
            .map(Type::getTypeName)
            .collect(joining(", "));
    String permitted =
        type.isSealed()
            ? Stream.of(type.getPermittedSubclasses()).map(Class::getName).collect(joining(", "))
            : "";
    return type.toGenericString()
        + (above.isEmpty() ? "" : " below " + above)
        + (permitted.isEmpty() ? "" : " permits " + permitted);
  }

  private static String signature(AnnotatedElement member) {
    return switch (member) {
      case Field field -> field.toGenericString() + value(field);
      case Method method -> method.toGenericString();
      case Constructor<?> constructor -> constructor.toGenericString();
      default -> throw new IllegalArgumentException(member.toString());
    };
  }

  /** A constant is copied into the plugins that use it. */
  private static String value(Field field) {
    boolean constant =
        Modifier.isStatic(field.getModifiers())
            && (field.getType() == String.class || field.getType().isPrimitive());
    try {
      return constant ? " = " + field.get(null) : "";
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e);
    }
  }
}
