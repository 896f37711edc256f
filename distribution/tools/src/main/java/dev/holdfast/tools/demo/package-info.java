/**
 * The demo: a server in a temporary directory and made-up data of an observatory that flows into
 * it.
 *
 * <p>It must not know the drills or the measurements.
 */
@NullMarked
package dev.holdfast.tools.demo;

import org.jspecify.annotations.NullMarked;
