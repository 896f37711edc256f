/** What the log says: the same error once, and levels that change for a while. */
@NullMarked
package dev.holdfast.server.logging;

import org.jspecify.annotations.NullMarked;
