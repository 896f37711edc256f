/**
 * Tests of what people unzip: the archives, the launch script, and the server as a process that is
 * started, asked, killed and started again.
 *
 * <p>They must not know a class of the kernel or of a plugin: only the names that outsiders rely
 * on.
 */
@NullMarked
package dev.holdfast.distribution;

import org.jspecify.annotations.NullMarked;
