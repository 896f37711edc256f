/**
 * The command line: what a person or a script types to run, ask, measure and prove a server.
 *
 * <p>It must not know the server's classes: it works while the server is down, and talks to it
 * through the network, its process and the files that it leaves.
 */
@NullMarked
package dev.holdfast.console;

import org.jspecify.annotations.NullMarked;
