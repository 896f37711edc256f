package dev.holdfast.distribution.rogue;

/**
 * {@code holdfast.rogue}: settings that nobody knows while the plugin is left out.
 *
 * @param greeting of no use
 */
public record RogueConfig(String greeting) {}
