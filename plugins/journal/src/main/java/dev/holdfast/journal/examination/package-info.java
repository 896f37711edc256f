/**
 * The journal's part of {@code holdfast doctor}: room, speed of the disk, and every record read
 * again.
 *
 * <p>It must not know the running journal, takes no lock, and changes nothing on disk.
 */
@NullMarked
package dev.holdfast.journal.examination;

import org.jspecify.annotations.NullMarked;
