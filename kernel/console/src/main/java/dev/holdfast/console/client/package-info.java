/**
 * How the command line talks to a running server: the HTTP interface with its admin token, the
 * pinned certificate, probes, and readers for its answers.
 *
 * <p>It must not know the commands, nor start or stop a process.
 */
@NullMarked
package dev.holdfast.console.client;

import org.jspecify.annotations.NullMarked;
