/**
 * What {@code holdfast doctor} finds out on the server's side: the machine, the directories, the
 * port, and what each plugin says of itself.
 *
 * <p>It must not know how a server is put together or how findings are shown, and it changes
 * nothing.
 */
@NullMarked
package dev.holdfast.server.examination;

import org.jspecify.annotations.NullMarked;
