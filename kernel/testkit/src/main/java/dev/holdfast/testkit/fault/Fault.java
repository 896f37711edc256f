package dev.holdfast.testkit.fault;

import dev.holdfast.spi.PluginContext;
import dev.holdfast.spi.Role;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.LockSupport;

/**
 * What a {@link FaultyPlugin} does wrong. Those that hang go on until the file {@value
 * FaultyPlugin#END} is in the plugin's data directory, or for ever when they cannot look.
 */
public enum Fault {
  /** Throws an exception. */
  EXCEPTION {
    @Override
    void strike(PluginContext context) {
      throw new IllegalStateException(PLANNED);
    }
  },
  /** Calls itself until the stack is full. */
  STACK_OVERFLOW {
    @Override
    void strike(PluginContext context) throws Exception {
      if (!context.plugin().isEmpty()) {
        strike(context);
      }
    }
  },
  /** Throws what the JVM throws when classes do not fit together. */
  LINKAGE_ERROR {
    @Override
    void strike(PluginContext context) {
      throw new NoClassDefFoundError(PLANNED);
    }
  },
  /** Sleeps; an interrupt ends it. */
  SLEEP {
    @Override
    void strike(PluginContext context) throws Exception {
      new Semaphore(0).acquire();
    }
  },
  /** Needs all of one core, and hears no interrupt. */
  BUSY_LOOP {
    @Override
    void strike(PluginContext context) {
      Path end = FaultyPlugin.end(context);
      while (!Files.exists(end)) {
        Thread.onSpinWait();
      }
    }
  },
  /** Waits for a lock that it has itself, and hears no interrupt. */
  LOCK {
    @Override
    void strike(PluginContext context) {
      new Semaphore(0).acquireUninterruptibly();
    }
  },
  /** Reads from a peer that says nothing, and hears no interrupt. */
  SOCKET_READ {
    @Override
    void strike(PluginContext context) throws Exception {
      try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
          Socket socket = new Socket(silent.getInetAddress(), silent.getLocalPort());
          InputStream in = socket.getInputStream()) {
        if (in.read() >= 0) {
          throw new IllegalStateException("it spoke");
        }
      }
    }
  },
  /** Leaves a thread behind that hears no interrupt. */
  THREAD_LEAK {
    @Override
    void strike(PluginContext context) {
      Path end = FaultyPlugin.end(context);
      Thread.ofPlatform()
          .daemon()
          .name("left-behind")
          .start(() -> {
            while (!Files.exists(end)) {
              LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
              // Otherwise an interrupt would let it park no more.
              var _ = Thread.interrupted();
            }
          });
    }
  },
  /** Keeps 50 MB in a static field. */
  MEMORY_LEAK {
    @Override
    void strike(PluginContext context) {
      FaultyPlugin.leak(50 * 1024 * 1024);
    }
  },
  /** Leaves an object of its own in a ThreadLocal of the thread that serves {@code /faulty}. */
  THREAD_LOCAL_LEAK {
    @Override
    void strike(PluginContext context) {
      context.http(
          "/faulty",
          Role.ANYONE,
          rules ->
              rules.get(
                  "/",
                  (request, response) -> {
                    FaultyPlugin.keep();
                    response.send("left");
                  }));
    }
  },
  /** Leaves a JDBC driver in the JDK's list. */
  DRIVER_LEAK {
    @Override
    void strike(PluginContext context) throws Exception {
      DriverManager.registerDriver(new LeftDriver());
    }
  },
  /** Leaves a shutdown hook behind, which nobody can take back. */
  SHUTDOWN_HOOK_LEAK {
    @Override
    void strike(PluginContext context) {
      Runtime.getRuntime().addShutdownHook(new Thread(() -> FaultyPlugin.leak(0)));
    }
  };

  /** Stands in every exception and error. */
  public static final String PLANNED = "planned";

  abstract void strike(PluginContext context) throws Exception;
}
