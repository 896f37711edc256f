package dev.holdfast.journal;

import dev.holdfast.spi.Position;
import java.util.concurrent.CompletableFuture;

/**
 * The events of one append, and who waits for them.
 *
 * @param records encoded
 * @param done completed when they are durable
 */
record Group(Records records, CompletableFuture<Position> done) {}
