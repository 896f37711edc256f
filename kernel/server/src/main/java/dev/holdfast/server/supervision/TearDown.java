package dev.holdfast.server.supervision;

import dev.holdfast.server.plugin.PluginScope;
import dev.holdfast.spi.Plugin;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The end of one start of a plugin: its own stop, within a limit, then the taking back. */
record TearDown(String name, @Nullable Plugin instance, PluginScope scope, ClassLoader loader) {
  private static final Logger LOG = System.getLogger("dev.holdfast.supervision");

  /** Never throws: what fails is logged, and the rest goes on. */
  void run(Duration limit) {
    Plugin plugin = instance;
    if (plugin != null) {
      limited("stop", limit, plugin::stop);
    }
    limited("release", limit, scope::release);
  }

  private interface Step {
    void run() throws Exception;
  }

  /** Runs foreign code on a thread that can be left behind. */
  private void limited(String what, Duration limit, Step step) {
    Thread thread =
        Thread.ofPlatform()
            .name("holdfast-" + what + "-" + name)
            .daemon()
            .unstarted(() -> {
              try {
                step.run();
              } catch (Throwable e) {
                LOG.log(Level.WARNING, () -> what + " of plugin " + name + " failed", e);
              }
            });
    thread.setContextClassLoader(loader);
    thread.start();
    try {
      if (!thread.join(limit)) {
        String stack =
            Arrays.stream(thread.getStackTrace())
                .map(frame -> "    at " + frame)
                .collect(Collectors.joining("\n"));
        LOG.log(
            Level.ERROR,
            () ->
                what
                    + " of plugin "
                    + name
                    + " took longer than "
                    + limit
                    + " and is left behind:\n"
                    + stack);
        thread.interrupt();
      }
    } catch (InterruptedException e) {
      thread.interrupt();
      Thread.currentThread().interrupt();
    }
  }
}
