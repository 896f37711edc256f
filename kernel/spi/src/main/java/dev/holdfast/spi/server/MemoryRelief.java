package dev.holdfast.spi.server;

import dev.holdfast.spi.PluginContext;

/**
 * Memory that a plugin can give back when the server is short of it: caches, histories, buffers
 * that can be built again. Contribute one for each such cache ({@link PluginContext#contribute});
 * the memory watchdog asks all of them before it refuses any client.
 */
@FunctionalInterface
public interface MemoryRelief {

  /**
   * Gives back what can be done without for now; nothing that was acknowledged. Called on a thread
   * of the caller, at most once every few seconds, never twice at one time, and interrupted when it
   * takes longer than the caller's limit.
   *
   * @return about the bytes that are free now; 0 when there was nothing to give
   * @throws InterruptedException the limit is over
   */
  long release() throws InterruptedException;
}
