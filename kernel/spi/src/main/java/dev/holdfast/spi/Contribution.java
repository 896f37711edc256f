package dev.holdfast.spi;

/**
 * A part that a running plugin adds to what another one gathers.
 *
 * @param plugin whose it is
 * @param part the same object for as long as that start of the plugin runs
 */
public record Contribution<T>(String plugin, T part) {}
