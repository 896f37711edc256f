/** The promises of a journal as tests: what an implementation of {@code Journal} must keep. */
@NullMarked
package dev.holdfast.testkit.journal;

import org.jspecify.annotations.NullMarked;
