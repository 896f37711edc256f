/**
 * The command line: what a person or a script types to run and ask a server. This package holds the
 * entry point and the tree of commands, to which a {@link CommandProvider} of another module may
 * add.
 *
 * <p>It knows the commands and nothing of how they work. No package here knows the server's
 * classes: the command line works while the server is down, and talks to it through the network,
 * its process and the files that it leaves.
 */
@NullMarked
package dev.holdfast.console;

import org.jspecify.annotations.NullMarked;
