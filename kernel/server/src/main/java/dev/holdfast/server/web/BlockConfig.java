package dev.holdfast.server.web;

import dev.holdfast.spi.Range;
import java.time.Duration;
import java.util.List;

/**
 * {@code holdfast.web.block}.
 *
 * @param offences that an address may commit within the window; the next one blocks it. 0 = never
 * @param duration of the first block of an address; each further one is twice as long
 * @param longest that a block can get
 * @param exempt addresses that are never blocked by themselves, such as those of proxies
 * @param maxAddresses that are remembered
 */
public record BlockConfig(
    @Range(min = "0", max = "1000000") int offences,
    @Range(min = "1 s", max = "1 d") Duration window,
    @Range(min = "1 s", max = "7 d") Duration duration,
    @Range(min = "1 s", max = "30 d") Duration longest,
    List<String> exempt,
    @Range(min = "16", max = "1000000") int maxAddresses) {}
