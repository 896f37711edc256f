package dev.holdfast.server.plugin.loading;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The world as one plugin sees it: its own jars, the JDK, and of the server only what the contract
 * consists of. Two plugins may so use two versions of one library, and none can reach into the
 * kernel.
 */
final class PluginClassLoader extends URLClassLoader {

  /**
   * Packages that come from the server: the contract, the Helidon APIs that it re-exports, and the
   * logging facade, so that a library's lines end in the server's log.
   */
  private static final List<String> SHARED =
      List.of(
          "dev.holdfast.spi.",
          "io.helidon.builder.api.",
          "io.helidon.common.",
          "io.helidon.config.",
          "io.helidon.dbclient.",
          "io.helidon.health.",
          "io.helidon.http.",
          "io.helidon.metrics.api.",
          "io.helidon.webserver.",
          "org.jspecify.annotations.",
          "org.slf4j.");

  static {
    registerAsParallelCapable();
  }

  private final ClassLoader server;
  private final AtomicInteger plugins = new AtomicInteger();

  PluginClassLoader(String name, URL[] urls, ClassLoader server) {
    super(name(name), urls, ClassLoader.getPlatformClassLoader());
    this.server = server;
  }

  @Override
  protected Class<?> findClass(String name) throws ClassNotFoundException {
    if (isShared(name)) {
      try {
        return server.loadClass(name);
      } catch (ClassNotFoundException e) {
        // A library of the plugin may live below a shared package: the JDBC part of Helidon's
        // DbClient.
        return super.findClass(name);
      }
    }
    return super.findClass(name);
  }

  /**
   * Only the plugin's own: the server's resources, service files among them, are not its business.
   */
  @Override
  public @Nullable URL getResource(String name) {
    URL own = findResource(name);
    return own != null ? own : getParent().getResource(name);
  }

  @Override
  public Enumeration<URL> getResources(String name) throws IOException {
    List<URL> all = Collections.list(findResources(name));
    all.addAll(Collections.list(getParent().getResources(name)));
    return Collections.enumeration(all);
  }

  /**
   * Whether a class of this name has been loaded from the plugin's own jars. The JVM also remembers
   * classes of others that were asked for through this loader.
   */
  boolean hasLoaded(String className) {
    Class<?> loaded = findLoadedClass(className);
    return loaded != null && loaded.getClassLoader() == this;
  }

  /** One more plugin comes from these jars. */
  void countPlugin() {
    plugins.incrementAndGet();
  }

  /** Whether a class came from the plugin's own jars, and one plugin alone has these. */
  boolean isPrivate(Class<?> type) {
    return type.getClassLoader() == this && plugins.get() < 2;
  }

  /** Takes the JDBC drivers of this loader's classes out of the JDK's list; their names. */
  List<String> removeDrivers() throws IOException, ReflectiveOperationException {
    Class<?> witness = findLoadedClass(DriverWitness.class.getName());
    if (witness == null) {
      String resource = "/" + DriverWitness.class.getName().replace('.', '/') + ".class";
      try (InputStream in = DriverWitness.class.getResourceAsStream(resource)) {
        byte[] code = Objects.requireNonNull(in, resource).readAllBytes();
        witness = defineClass(DriverWitness.class.getName(), code, 0, code.length);
      }
    }
    Object names = ((Supplier<?>) witness.getDeclaredConstructor().newInstance()).get();
    return ((List<?>) names).stream().map(String::valueOf).toList();
  }

  /** As it stands in stack traces. */
  static String name(String plugin) {
    return "plugin-" + plugin;
  }

  private static boolean isShared(String name) {
    for (String prefix : SHARED) {
      if (name.startsWith(prefix)) {
        return true;
      }
    }
    return false;
  }
}
