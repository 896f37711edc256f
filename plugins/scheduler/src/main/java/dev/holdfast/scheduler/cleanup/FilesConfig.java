package dev.holdfast.scheduler.cleanup;

/** The limits for files that have no other owner. */
public record FilesConfig(FileCap heapDumps, FileCap crashReports, FileCap halfWritten) {}
