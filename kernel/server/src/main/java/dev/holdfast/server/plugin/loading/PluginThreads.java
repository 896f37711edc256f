package dev.holdfast.server.plugin.loading;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ThreadFactory;

/**
 * The threads of one start of a plugin. Each is in a group of this start, and a thread that the
 * plugin makes by itself inherits the group: so what is left when the plugin has stopped can be
 * found and named.
 */
public final class PluginThreads {
  /** Threads that the JDK shares between all, made by whoever needs one first. */
  private static final List<String> OF_THE_JDK =
      List.of("ForkJoinPool.commonPool", "CompletableFutureDelayScheduler", "process reaper");

  private final ThreadGroup group;
  private final ClassLoader loader;

  public PluginThreads(String plugin, ClassLoader loader) {
    this.group = new ThreadGroup("plugin " + plugin);
    this.loader = loader;
  }

  /** Makes a thread that has not begun. */
  public Thread thread(String name, Runnable task) {
    Thread thread =
        Thread.ofPlatform()
            .group(group)
            .name("holdfast-" + name)
            .daemon()
            .inheritInheritableThreadLocals(false)
            .unstarted(task);
    thread.setContextClassLoader(loader);
    return thread;
  }

  /** Makes threads of one name. */
  public ThreadFactory factory(String name) {
    return task -> thread(name, task);
  }

  /** Those that run now. */
  public List<Thread> alive() {
    Thread[] found = new Thread[group.activeCount() + 16];
    int count = group.enumerate(found);
    List<Thread> alive = new ArrayList<>();
    for (Thread thread : Arrays.copyOf(found, count)) {
      if (thread.isAlive() && OF_THE_JDK.stream().noneMatch(thread.getName()::startsWith)) {
        alive.add(thread);
      }
    }
    return alive;
  }

  /** Whether a thread is inside of the plugin's own code. */
  public boolean isInPlugin(Thread thread) {
    String name = loader.getName();
    return loader instanceof PluginClassLoader
        && Arrays.stream(thread.getStackTrace())
            .anyMatch(frame ->
                frame.getClassLoaderName() != null && frame.getClassLoaderName().equals(name));
  }
}
