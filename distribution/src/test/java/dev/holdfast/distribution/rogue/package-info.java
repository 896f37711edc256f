/**
 * A plugin that misbehaves on demand, for the tests of the process.
 *
 * <p>It must not know the tests: it is packed into a jar and dropped into a server.
 */
@NullMarked
package dev.holdfast.distribution.rogue;

import org.jspecify.annotations.NullMarked;
