/**
 * From a jar to a class: finds plugins in a folder, checks and copies them, reads what they say of
 * themselves, and loads their classes; runs a call of theirs within a limit.
 *
 * <p>It must not know what a running plugin is given, nor who supervises it.
 */
@NullMarked
package dev.holdfast.server.plugin.loading;

import org.jspecify.annotations.NullMarked;
