/**
 * Owns the configuration: where it comes from, what it is bound to, and all that is wrong with it,
 * said at once.
 *
 * <p>It must not know what any key means: types, ranges and defaults come from whoever owns the
 * block.
 */
@NullMarked
package dev.holdfast.server.config;

import org.jspecify.annotations.NullMarked;
