/**
 * What every part of the plugin shares with its operator: the configuration block and the problems
 * with their codes.
 *
 * <p>It must not know any other package of the plugin.
 */
@NullMarked
package dev.holdfast.ingest.config;

import org.jspecify.annotations.NullMarked;
