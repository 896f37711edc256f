/**
 * The named readers: their cursors, their committed offsets on disk, and which of them are open.
 *
 * <p>It must not know how events are appended or when a segment is deleted.
 */
@NullMarked
package dev.holdfast.journal.readers;

import org.jspecify.annotations.NullMarked;
