package dev.holdfast.scheduler.cleanup;

/** What may stay of the files that nobody else deletes. */
public record FilesConfig(FileCap heapDumps, FileCap crashReports, FileCap halfWritten) {}
