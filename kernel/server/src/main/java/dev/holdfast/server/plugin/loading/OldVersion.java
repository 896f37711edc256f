package dev.holdfast.server.plugin.loading;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.management.ManagementFactory;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;

/**
 * A version of a plugin that is not used any more, on its way out of the heap. It holds on to
 * nothing but names.
 */
public final class OldVersion {
  private static final Logger LOG = System.getLogger("dev.holdfast.plugin");

  private final String name;
  private final WeakReference<ClassLoader> loader;
  private final List<String> left;

  private OldVersion(String name, ClassLoader loader, List<String> left) {
    this.name = name;
    this.loader = new WeakReference<>(loader);
    this.left = List.copyOf(left);
  }

  /**
   * Closes the jars of an entry whose plugins have ended, takes back what they have left in the
   * JDK, and names it in one warning.
   *
   * @return nothing when the entry has no class loader of its own
   */
  public static Optional<OldVersion> retire(PluginEntry entry) {
    if (entry.plugins().isEmpty()
        || !(entry.plugins().getFirst().loader() instanceof PluginClassLoader loader)) {
      return Optional.empty();
    }
    List<String> left = new ArrayList<>();
    try {
      loader.removeDrivers().forEach(driver -> left.add("JDBC driver " + driver));
      beans(loader).forEach(bean -> left.add("MBean " + bean));
      loader.close();
    } catch (IOException | ReflectiveOperationException | LinkageError e) {
      LOG.log(
          Level.WARNING, () -> "leftovers of " + entry.folder() + " could not be searched for", e);
    }
    if (!left.isEmpty()) {
      LOG.log(
          Level.WARNING,
          () ->
              String.format(
                  Locale.ROOT, "plugin %s left behind %s; taken back", entry.folder(), left));
    }
    return Optional.of(new OldVersion(entry.loaderName(), loader, left));
  }

  private static List<String> beans(ClassLoader loader) {
    MBeanServer server = ManagementFactory.getPlatformMBeanServer();
    List<String> removed = new ArrayList<>();
    for (ObjectName bean : server.queryNames(null, null)) {
      try {
        if (loader.equals(server.getClassLoaderFor(bean))) {
          server.unregisterMBean(bean);
          removed.add(bean.toString());
        }
      } catch (JMException e) {
        LOG.log(Level.DEBUG, () -> "MBean " + bean + " is gone already", e);
      }
    }
    return removed;
  }

  /** The folder of its copy, which is in its stack traces too. */
  public String name() {
    return name;
  }

  /** Whether the garbage collector has taken it. */
  public boolean isGone() {
    return loader.refersTo(null);
  }

  /** Who holds it, as far as can be told from outside. */
  public String holders() {
    List<String> holders = new ArrayList<>(left);
    Thread.getAllStackTraces()
        .forEach((thread, stack) -> {
          if (isInside(stack) || loader.refersTo(thread.getContextClassLoader())) {
            holders.add("thread " + thread.getName());
          }
        });
    return holders.isEmpty()
        ? "no thread of it is left; a ThreadLocal, a shutdown hook or a static field of a shared"
            + " class may hold it"
        : String.join(", ", holders);
  }

  private boolean isInside(StackTraceElement[] stack) {
    String inside = PluginClassLoader.name(name);
    return Arrays.stream(stack).anyMatch(frame -> inside.equals(frame.getClassLoaderName()));
  }
}
