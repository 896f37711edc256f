package dev.holdfast.tools.drill.siege;

import java.time.Duration;

/**
 * What a siege must show.
 *
 * @param acknowledgement of the slowest but one in a hundred, while it lasts
 * @param health of the slowest but one in a hundred, while it lasts
 * @param resident megabytes of the server process
 * @param log megabytes that it wrote to its logs
 * @param normal until a new client is served as before
 */
record SiegeLimits(
    Duration acknowledgement, Duration health, double resident, double log, Duration normal) {}
