/** Databases that tests start, stop and start again. */
@NullMarked
package dev.holdfast.testkit.database;

import org.jspecify.annotations.NullMarked;
