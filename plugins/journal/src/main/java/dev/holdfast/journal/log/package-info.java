/**
 * The segmented log on local disk: segments, records, checksums, the recovery of what a crash left,
 * and the file system behind an interface that tests can make fail.
 *
 * <p>It must not know events, readers or the journal's limits: a record is bytes, and whoever owns
 * the log decides which segment goes.
 */
@NullMarked
package dev.holdfast.journal.log;

import org.jspecify.annotations.NullMarked;
