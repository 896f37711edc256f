package dev.holdfast.server.plugin;

import dev.holdfast.spi.Plugin;
import dev.holdfast.spi.PluginContext;
import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeElement;
import java.lang.classfile.MethodModel;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.instruction.ConstantInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/**
 * Reads from class files which services a plugin offers. A plugin that asks for a service before it
 * offers its own never gets so far as to say, and yet somebody may be waiting for it.
 */
final class OfferedServices {
  private static final Logger LOG = System.getLogger("dev.holdfast.plugin");
  private static final String CONTEXT = PluginContext.class.getName().replace('.', '/');

  /** A jar of more classes is a bundle of libraries; the plugin's own are among the first. */
  private static final int MOST_CLASSES = 2000;

  private OfferedServices() {}

  /** Looks through the jar of the plugin's class; empty when it cannot be read. */
  static Set<String> of(Class<? extends Plugin> type) {
    Set<String> found = new HashSet<>();
    try {
      for (byte[] code : classes(type)) {
        read(ClassFile.of().parse(code), found);
      }
    } catch (IOException | URISyntaxException | IllegalArgumentException e) {
      LOG.log(Level.DEBUG, () -> "the classes of " + type.getName() + " cannot be read", e);
    }
    return found;
  }

  private static List<byte[]> classes(Class<? extends Plugin> type)
      throws IOException, URISyntaxException {
    CodeSource source = type.getProtectionDomain().getCodeSource();
    Path jar = source == null ? null : Path.of(source.getLocation().toURI());
    if (jar == null || !Files.isRegularFile(jar)) {
      return own(type);
    }
    try (ZipFile zip = new ZipFile(jar.toFile())) {
      List<byte[]> classes = new ArrayList<>();
      for (ZipEntry entry :
          zip.stream()
              .filter(each -> each.getName().endsWith(".class"))
              .limit(MOST_CLASSES)
              .map(ZipEntry.class::cast)
              .toList()) {
        try (InputStream in = zip.getInputStream(entry)) {
          classes.add(in.readAllBytes());
        }
      }
      return classes;
    }
  }

  private static List<byte[]> own(Class<?> type) throws IOException {
    String resource = "/" + type.getName().replace('.', '/') + ".class";
    try (InputStream in = type.getResourceAsStream(resource)) {
      return in == null ? List.of() : List.of(in.readAllBytes());
    }
  }

  private static void read(ClassModel model, Set<String> found) {
    for (MethodModel method : model.methods()) {
      method.code().ifPresent(code -> read(code.elementList(), found));
    }
  }

  /** The first class constant since the last call of the context is what {@code offer} is told. */
  private static void read(List<CodeElement> code, Set<String> found) {
    @Nullable String first = null;
    for (CodeElement element : code) {
      if (element instanceof ConstantInstruction.LoadConstantInstruction load
          && load.constantEntry() instanceof ClassEntry type) {
        first = first == null ? type.asInternalName().replace('/', '.') : first;
      } else if (element instanceof InvokeInstruction call
          && call.owner().asInternalName().equals(CONTEXT)) {
        if (first != null && call.name().equalsString("offer")) {
          found.add(first);
        }
        first = null;
      }
    }
  }
}
