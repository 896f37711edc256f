/**
 * From the bytes of a message to events: CloudEvents, the short envelope, and any other JSON with
 * the attributes that {@code ingest.wrap} finds in it.
 *
 * <p>It must not know connections, HTTP, the journal, rate limits or metrics; of this plugin it
 * knows the configuration and the problems alone.
 */
@NullMarked
package dev.holdfast.ingest.envelope;

import org.jspecify.annotations.NullMarked;
