package dev.holdfast.spi;

/** A loop that ticks: the kernel calls {@link #step} again and again until the plugin stops. */
@FunctionalInterface
public interface Worker {

  /**
   * Does one bounded piece of work. Each return is a tick; when there is nothing to do it waits,
   * but for a shorter time than its limit. Not catching is right: the kernel restarts the plugin.
   *
   * @throws InterruptedException the plugin stops, or the step took longer than its limit
   * @throws Exception anything else stalls the plugin
   */
  void step() throws Exception;
}
