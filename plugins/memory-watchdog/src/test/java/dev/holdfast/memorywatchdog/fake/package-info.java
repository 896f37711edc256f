/** Fakes that the tests of several packages share. */
@NullMarked
package dev.holdfast.memorywatchdog.fake;

import org.jspecify.annotations.NullMarked;
