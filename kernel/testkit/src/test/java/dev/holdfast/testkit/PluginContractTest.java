package dev.holdfast.testkit;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.spi.Plugin;
import dev.holdfast.spi.PluginContext;
import dev.holdfast.spi.Role;
import dev.holdfast.spi.journal.Journal;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** That plugins which break the contract would be found. */
final class PluginContractTest {
  private final CountDownLatch enough = new CountDownLatch(1);

  @AfterEach
  void endWhatWasLeftBehind() {
    enough.countDown();
  }

  record Config(String login, int batchSize) {}

  /** Does as it should, but for what a test adds. */
  private static class Sound implements Plugin {
    @Override
    public String name() {
      return "sound";
    }

    @Override
    public void start(PluginContext context) throws Exception {
      Journal journal = context.require(Journal.class);
      context.own(journal.reader("sound"));
      context.http("/sound", Role.ANYONE, rules -> {});
    }
  }

  private static final class Leaking extends Sound {
    private final CountDownLatch enough;

    Leaking(CountDownLatch enough) {
      this.enough = enough;
    }

    @Override
    public void start(PluginContext context) throws Exception {
      Thread.ofPlatform()
          .name("left-behind")
          .daemon()
          .start(() -> {
            try {
              enough.await();
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          });
      super.start(context);
    }
  }

  /** Opens a reader, and gives it to the context only after another call. */
  private static final class Late extends Sound {
    @Override
    public void start(PluginContext context) throws Exception {
      var reader = context.require(Journal.class).reader("late");
      context.http("/late", Role.ANYONE, rules -> {});
      context.own(reader);
    }
  }

  private static final class Hiding extends Sound {
    @Override
    public void start(PluginContext context) throws Exception {
      try {
        super.start(context);
      } catch (RuntimeException e) {
        throw new IllegalStateException("cannot start", e);
      }
    }
  }

  private static final class Misnamed extends Sound {
    @Override
    public String name() {
      return "Mis_named";
    }
  }

  private static final class Undocumented extends Sound {
    @Override
    public Class<? extends Record> configuration() {
      return Config.class;
    }
  }

  private static PluginContract contract(Supplier<Plugin> maker) {
    return new PluginContract() {
      private final InMemoryJournal journal = new InMemoryJournal();

      @Override
      public Plugin plugin() {
        return maker.get();
      }

      @Override
      public void prepare(PluginHarness harness) {
        harness.offering(Journal.class, journal);
      }

      @Override
      public Set<String> keysWithoutDefault() {
        return Set.of("login");
      }
    };
  }

  @Test
  @SuppressWarnings("JUnitMethodInvoked") // The tests themselves are what is tested.
  void aSoundPluginPasses() {
    PluginContract sound = contract(Sound::new);
    assertThatCode(
            () -> {
              sound.itsNameIsValidAndAlwaysTheSame();
              sound.itsReferenceHoldsADefaultForEachKeyAndNoOtherKeys();
              sound.startingAndStoppingAgainLeavesNothingBehind();
              sound.aStartThatFailsHalfWayLeavesNothingBehind();
            })
        .doesNotThrowAnyException();
  }

  @Test
  void aThreadThatOutlivesTheStopIsNamed() {
    PluginContract leaking = contract(() -> new Leaking(enough));
    assertThatThrownBy(leaking::startingAndStoppingAgainLeavesNothingBehind)
        .hasMessageContaining("left-behind");
  }

  @Test
  void aReaderThatIsHandedOverTooLateIsFound() {
    assertThatThrownBy(contract(Late::new)::aStartThatFailsHalfWayLeavesNothingBehind)
        .hasMessageContaining("open readers after failing at call 2")
        .hasMessageContaining("late");
  }

  @Test
  void aMissingServiceThatIsHiddenIsFound() {
    assertThatThrownBy(contract(Hiding::new)::aStartThatFailsHalfWayLeavesNothingBehind)
        .hasMessageContaining("what the start threw for a missing service");
  }

  @Test
  void aBadNameIsFound() {
    assertThatThrownBy(contract(Misnamed::new)::itsNameIsValidAndAlwaysTheSame)
        .hasMessageContaining("Mis_named");
  }

  @Test
  void aClassThatNoServiceFileNamesIsFound() {
    assertThatThrownBy(contract(Sound::new)::itsServiceFileNamesItAndItsConstructorDoesNothing)
        .hasMessageContaining("META-INF/services");
  }

  @Test
  void aKeyWithoutDefaultIsNamed() {
    assertThatThrownBy(
            contract(Undocumented::new)::itsReferenceHoldsADefaultForEachKeyAndNoOtherKeys)
        .hasMessageContaining("batch-size has no default")
        .hasMessageNotContaining("login");
  }
}
