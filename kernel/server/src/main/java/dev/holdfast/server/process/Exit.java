package dev.holdfast.server.process;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.FunctionDescriptor;

/**
 * The end without any farewell. {@code Runtime.halt} is not that: at the end of a JVM with {@code
 * -XX:+AutoCreateSharedArchive} it writes the archive, which takes seconds, also for halt.
 */
final class Exit {
  private Exit() {}

  static void atOnce(int code) {
    try {
      CLibrary.function("_exit", FunctionDescriptor.ofVoid(JAVA_INT)).invoke(code);
    } catch (Throwable e) {
      // Not this library, or no memory left to call it.
      Runtime.getRuntime().halt(code);
    }
  }
}
