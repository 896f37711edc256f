/**
 * A plugin that works on the database and shows what that says, as people write them.
 *
 * <p>It must not know the tests: it is packed into a jar and dropped into a server.
 */
@NullMarked
package dev.holdfast.distribution.dependent;

import org.jspecify.annotations.NullMarked;
