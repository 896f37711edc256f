/** Checks the specification of the data path in {@code src/test/tla} with TLC. */
@NullMarked
package dev.holdfast.journal.specification;

import org.jspecify.annotations.NullMarked;
