package dev.holdfast.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.spi.Plugin;
import dev.holdfast.spi.ServiceMissing;
import dev.holdfast.spi.support.PluginName;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * What every plugin promises, as tests. The test class of a plugin implements this and says how to
 * make one and what it needs; its own tests stand beside these.
 */
public interface PluginContract {
  /** A start that makes more calls than this is a mistake by itself. */
  int MOST_CALLS = 500;

  /** A fresh instance, which has not been started. */
  Plugin plugin();

  /**
   * Hands the harness what a start needs: the configuration and the services that the plugin
   * requires, fresh ones or always the same. Not a clock that stands still: workers run.
   */
  void prepare(PluginHarness harness);

  /** Keys that people have to set, as {@code token} or {@code login.user}. By default none. */
  default Set<String> keysWithoutDefault() {
    return Set.of();
  }

  @Test
  default void itsNameIsValidAndAlwaysTheSame() {
    assertThat(plugin().name())
        .matches(PluginName::isWellFormed, "[a-z][a-z0-9-]{0,39}")
        .matches(name -> !PluginName.isReserved(name), "no name of the kernel's own")
        .isEqualTo(plugin().name());
    assertThat(plugin().configuration()).isEqualTo(plugin().configuration());
  }

  @Test
  default void itsServiceFileNamesItAndItsConstructorDoesNothing() {
    ThreadCensus before = ThreadCensus.take();
    List<Class<? extends Plugin>> found = new ArrayList<>();
    ServiceLoader.load(Plugin.class).stream()
        .peek(ServiceLoader.Provider::get)
        .forEach(provider -> found.add(provider.type()));
    assertThat(found).as("META-INF/services/dev.holdfast.spi.Plugin").contains(plugin().getClass());
    before.awaitNoOthers("the constructor");
  }

  @Test
  default void itsReferenceHoldsADefaultForEachKeyAndNoOtherKeys() throws Exception {
    Plugin plugin = plugin();
    assertThat(ReferenceKeys.of(plugin).mistakes(keysWithoutDefault()))
        .as("reference.conf, block holdfast.%s", plugin.name())
        .isEmpty();
  }

  /** A start that would be refused is refused before it; what a start takes is not. */
  @Test
  default void itsSettingsOfAStartAreValid() throws Exception {
    PluginHarness harness = prepared();
    try (harness) {
      assertThat(harness.validate().refused()).as("what validate() refuses").isEmpty();
    }
  }

  @Test
  default void itShowsHowItIsByACheckAndAMeterOfItsOwn() throws Exception {
    PluginHarness harness = prepared();
    try (harness) {
      harness.start();
      assertThat(harness.checks()).as("health checks").isNotEmpty();
      assertThat(harness.meters()).as("meters").isNotEmpty();
    }
  }

  @Test
  default void startingAndStoppingAgainLeavesNothingBehind() throws Exception {
    PluginHarness.warmUp();
    ThreadCensus before = ThreadCensus.take();
    for (int i = 0; i < 2; i++) {
      PluginHarness harness = prepared();
      try (harness) {
        harness.start();
      }
      assertThat(harness.openReaders()).as("readers of the journal that are open").isEmpty();
    }
    before.awaitNoOthers("the stop");
  }

  /** A start may fail at any call, the last one included; then nobody calls {@code stop}. */
  @Test
  default void aStartThatFailsHalfWayLeavesNothingBehind() throws Exception {
    PluginHarness.warmUp();
    ThreadCensus before = ThreadCensus.take();
    boolean failed = true;
    for (int call = 1; failed; call++) {
      assertThat(call).as("the calls of one start").isLessThan(MOST_CALLS);
      failed = failsAt(call);
    }
    before.awaitNoOthers("a start that failed");
  }

  private boolean failsAt(int call) throws Exception {
    PluginHarness harness = prepared().failingAt(call);
    try (harness) {
      harness.start();
    } catch (Exception e) {
      if (harness.injected().orElse(null) instanceof ServiceMissing missing) {
        assertThat(e).as("what the start threw for a missing service").isSameAs(missing);
      }
    }
    assertThat(harness.openReaders()).as("open readers after failing at call " + call).isEmpty();
    return harness.injected().isPresent();
  }

  private PluginHarness prepared() {
    PluginHarness harness = PluginHarness.of(plugin());
    prepare(harness);
    return harness;
  }
}
