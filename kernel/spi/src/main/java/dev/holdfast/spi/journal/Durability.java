package dev.holdfast.spi.journal;

/** What an acknowledged event survives: how durable it is when {@link Journal#append} completes. */
public enum Durability {
  /** It is forced to one disk: it survives a power cut, and is away while its machine is. */
  FSYNCED,
  /** It is in the memory of several machines: it survives the loss of one of them. */
  REPLICATED,
  /** It is forced to the disks of several machines: it survives a power cut of them all. */
  REPLICATED_FSYNCED
}
