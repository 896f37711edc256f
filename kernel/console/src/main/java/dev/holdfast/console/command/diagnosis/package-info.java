/**
 * The commands that say how a server is and why: health, doctor, and the evidence of incidents.
 *
 * <p>It must not know the commands that change a server.
 */
@NullMarked
package dev.holdfast.console.command.diagnosis;

import org.jspecify.annotations.NullMarked;
