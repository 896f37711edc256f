/**
 * What every part of the journal shares with its operator: the configuration block and the problems
 * with their codes.
 *
 * <p>It must not know any other package of the journal.
 */
@NullMarked
package dev.holdfast.journal.config;

import org.jspecify.annotations.NullMarked;
