package dev.holdfast.distribution.violation.spi;

import dev.holdfast.journal.JournalPlugin;

/** Reaches for a plugin, on purpose: it shows that the check sees that. */
public record Reaching(JournalPlugin plugin) {}
