/**
 * One instance on this machine: where its files lie, the notes of its processes, and how to start a
 * server of its own in a child process or in this JVM.
 *
 * <p>It must not know the HTTP interface of the server.
 */
@NullMarked
package dev.holdfast.console.instance;

import org.jspecify.annotations.NullMarked;
