package dev.holdfast.server.process;

import java.io.IOException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/** The few functions of the C library that the JDK has no words for. */
final class CLibrary {
  private CLibrary() {}

  @SuppressWarnings("restricted") // The launch script enables native access.
  static MethodHandle function(String name, FunctionDescriptor descriptor) throws IOException {
    Linker linker = Linker.nativeLinker();
    MemorySegment address =
        linker
            .defaultLookup()
            .find(name)
            .orElseThrow(() -> new IOException("the C library has no " + name));
    return linker.downcallHandle(address, descriptor);
  }
}
