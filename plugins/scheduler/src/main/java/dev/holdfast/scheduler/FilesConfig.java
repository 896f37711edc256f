package dev.holdfast.scheduler;

/** What may stay of the files that nobody else deletes. */
record FilesConfig(FileCap heapDumps, FileCap crashReports, FileCap halfWritten) {}
