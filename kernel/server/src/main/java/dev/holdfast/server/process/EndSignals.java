package dev.holdfast.server.process;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandleProxies;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Hears SIGTERM and SIGINT: the first one begins an orderly end, a second one ends at once.
 *
 * <p>The JVM by itself hears the first one only, and a shutdown hook cannot tell it from a {@code
 * System.exit} of a plugin. The class for signals is the JDK's unsupported one; it is called by
 * reflection because the compiler's warning about it cannot be switched off. Without it the JVM's
 * own ways hold.
 */
public final class EndSignals {
  private static final Logger LOG = System.getLogger("dev.holdfast.process");

  /** Behind 128 stands the number of the signal, as shells say it. */
  private static final int SIGNALLED = 128;

  private final AtomicInteger asked = new AtomicInteger();

  /** What ends a process; a test puts its own in place of the one of the JVM. */
  public interface ProcessExit {
    /** In order, with all shutdown hooks; called on a thread of its own. */
    void exit(int code);

    /** At once. */
    void halt(int code);
  }

  private final ProcessExit exit;

  private EndSignals(ProcessExit exit) {
    this.exit = exit;
  }

  /** Listens from now on, until the process exit. */
  public static EndSignals listen(ProcessExit exit) {
    EndSignals signals = new EndSignals(exit);
    for (String name : List.of("TERM", "INT")) {
      signals.register(name);
    }
    return signals;
  }

  /** Those of the JVM. */
  public static ProcessExit ofThisProcess() {
    return new ProcessExit() {
      @Override
      public void exit(int code) {
        Runtime.getRuntime().exit(code);
      }

      @Override
      public void halt(int code) {
        Exit.atOnce(code);
      }
    };
  }

  /** The exit code that was asked for; 0 as long as nobody asks for the end. */
  public int asked() {
    return asked.get();
  }

  /** Asks for an orderly end from inside of the process. */
  public void ask(int code) {
    if (asked.compareAndSet(0, code)) {
      Thread.ofPlatform().name("holdfast-end").start(() -> exit.exit(code));
    }
  }

  void heard(String name, int number) {
    int code = SIGNALLED + number;
    if (asked.get() != 0) {
      System.err.println("holdfast: a second signal, SIG" + name + ": ending at once");
      exit.halt(code);
      return;
    }
    LOG.log(Level.INFO, () -> "SIG" + name + ": ending in order; a second one ends at once");
    ask(code);
  }

  /** Called by the JVM with a sun.misc.Signal, on a thread of its own. */
  void handle(Object signal) throws ReflectiveOperationException {
    Class<?> type = signal.getClass();
    String name = (String) type.getMethod("getName").invoke(signal);
    heard(name, (int) type.getMethod("getNumber").invoke(signal));
  }

  private void register(String name) {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      MethodHandle handle =
          MethodHandles.lookup()
              .findVirtual(
                  EndSignals.class, "handle", MethodType.methodType(void.class, Object.class))
              .bindTo(this)
              .asType(MethodType.methodType(void.class, signal));
      signal
          .getMethod("handle", signal, handler)
          .invoke(
              null,
              signal.getConstructor(String.class).newInstance(name),
              MethodHandleProxies.asInterfaceInstance(handler, handle));
    } catch (ReflectiveOperationException | RuntimeException e) {
      LOG.log(Level.WARNING, () -> "SIG" + name + " is left to the JVM: " + e);
    }
  }
}
