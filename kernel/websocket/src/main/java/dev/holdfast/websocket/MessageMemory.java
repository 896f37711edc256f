package dev.holdfast.websocket;

import dev.holdfast.spi.server.MemoryBudget;

/** The heap that unfinished messages, and buffers that make reading faster, may occupy. */
public interface MessageMemory extends MemoryBudget {

  @Override
  Share open(String... holders);

  /** A reservation that can also ask for memory that its holder can do without. */
  interface Share extends Reservation {

    /**
     * Reserves for a convenience, such as a larger buffer: only while most of the memory is free.
     *
     * @return whether the bytes are reserved now
     */
    boolean growIfPlenty(long bytes);
  }
}
