package dev.holdfast.spi;

/**
 * A part that a running plugin contributes for another plugin to gather.
 *
 * @param plugin whose it is
 * @param part the same object for as long as that start of the plugin runs
 */
public record Contribution<T>(String plugin, T part) {}
