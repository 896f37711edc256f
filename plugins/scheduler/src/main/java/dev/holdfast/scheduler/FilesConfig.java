package dev.holdfast.scheduler;

/** What may stay of the files that nobody else deletes. */
record FilesConfig(
    FileCap threadDumps,
    FileCap heapDumps,
    FileCap crashReports,
    FileCap incidents,
    FileCap obituaries,
    FileCap halfWritten) {}
