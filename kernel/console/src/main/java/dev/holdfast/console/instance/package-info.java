/**
 * One instance on this machine: where its files lie, the notes of its processes, and how to run its
 * server in this JVM.
 *
 * <p>It must not know the HTTP interface of the server.
 */
@NullMarked
package dev.holdfast.console.instance;

import org.jspecify.annotations.NullMarked;
