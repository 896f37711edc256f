/**
 * What every command says and how: output, help of command groups, failures with their codes, exit
 * codes, JSON, time spans and Ctrl-C.
 *
 * <p>It must not know that there is a server.
 */
@NullMarked
package dev.holdfast.console.terminal;

import org.jspecify.annotations.NullMarked;
