package dev.holdfast.tools.drill.database;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a drill does.
 *
 * @param stop takes the database away; null when the person does
 * @param start gives it back; null when it comes by itself, or the person does it
 * @param outage from the end of the stop command to the start command
 * @param lead time of steady load before the outage, and after it
 * @param connections producers
 * @param rate events a second over all of them
 * @param absentAtStart the database is taken away before the server starts
 * @param rowsVanish the stop command takes the stored rows with it
 * @param patience the longest wait for the first write after the return
 * @param catchUp the longest wait for what is stored late
 */
record DrillPlan(
    @Nullable String stop,
    @Nullable String start,
    Duration outage,
    Duration lead,
    int connections,
    double rate,
    boolean absentAtStart,
    boolean rowsVanish,
    Duration patience,
    Duration catchUp) {}
