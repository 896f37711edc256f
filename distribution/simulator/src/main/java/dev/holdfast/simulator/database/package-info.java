/**
 * A database for lives: real SQL on SQLite in memory, behind connections that are lost, commits
 * whose outcome is not told, conflicts, full disks, and older copies that somebody restores. Knows
 * nothing of lives.
 */
@NullMarked
package dev.holdfast.simulator.database;

import org.jspecify.annotations.NullMarked;
