/**
 * The append path: the queue in memory, the group commit, the limits in size and free space, and
 * the count of what was refused.
 *
 * <p>It must not know HTTP, metrics or the plugin's context; of the readers it knows their
 * committed offsets alone.
 */
@NullMarked
package dev.holdfast.journal.commit;

import org.jspecify.annotations.NullMarked;
