/**
 * Owns the configuration: reads defaults, file, environment and command line, binds each block to
 * its record, and reports every mistake at once with its place.
 *
 * <p>It must not know who uses a block: no plugin, and nothing of the server.
 */
@NullMarked
package dev.holdfast.config;

import org.jspecify.annotations.NullMarked;
