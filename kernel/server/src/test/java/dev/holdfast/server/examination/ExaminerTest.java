package dev.holdfast.server.examination;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.config.Reference;
import dev.holdfast.server.plugin.loading.PluginDescriptor;
import dev.holdfast.spi.Examination;
import dev.holdfast.spi.Plugin;
import dev.holdfast.spi.PluginContext;
import dev.holdfast.spi.Problem;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A plugin that hangs or throws while it is examined costs its own lines only. */
class ExaminerTest {
  private static final Problem BAD = new Problem("HF-TEST-001", 500, "It is bad", "why", "do this");

  @TempDir Path data;
  private final Lines lines = new Lines();

  private void examine(Duration limit, List<Class<? extends Plugin>> types) throws Exception {
    CheckedHost premises = new CheckedHost(data, true, InstantSource.system());
    Examiner examiner = new Examiner(premises, lines.report, limit);
    for (Class<? extends Plugin> type : types) {
      examiner.examine(
          new PluginDescriptor(
              type.getSimpleName().toLowerCase(java.util.Locale.ROOT),
              type,
              Plugin.NoConfiguration.class,
              type.getClassLoader(),
              Reference.none("test"),
              "test",
              "as ever"),
          new Plugin.NoConfiguration());
    }
  }

  @Test
  void whatAPluginAnswersIsOneJsonObjectALine() throws Exception {
    examine(Duration.ofSeconds(30), List.of(Candid.class));
    assertThat(lines.all())
        .containsExactly(
            "{\"plugin\":\"candid\",\"subject\":\"place\",\"verdict\":\"ok\",\"text\":\""
                + data.resolve("candid")
                + " true\"}",
            "{\"plugin\":\"candid\",\"subject\":\"speed\",\"verdict\":\"warn\",\"text\":\"It is bad\","
                + "\"code\":\"HF-TEST-001\",\"why\":\"why\",\"remedy\":\"do this\"}",
            "{\"plugin\":\"candid\",\"subject\":\"login\",\"verdict\":\"fail\",\"text\":\"It is bad\","
                + "\"code\":\"HF-TEST-001\",\"why\":\"two\\nlines\",\"remedy\":\"do this\"}");
  }

  @Test
  void oneThatThrowsKeepsItsLinesAndHarmsNobody() throws Exception {
    examine(Duration.ofSeconds(30), List.of(Throwing.class, Unlinked.class, Candid.class));
    assertThat(lines.all()).hasSize(6);
    assertThat(lines.all().get(0)).contains("throwing", "before");
    assertThat(lines.all().get(1)).contains("throwing", "fail", "HF-DOC-002", "on purpose");
    assertThat(lines.all().get(2)).contains("unlinked", "fail", "HF-DOC-002", "NoClassDefFound");
    assertThat(lines.all().get(3)).contains("candid", "ok");
  }

  @Test
  void oneThatHangsIsLeftBehindAndNoLongerHeard() throws Exception {
    examine(Duration.ofMillis(500), List.of(Hanging.class, Candid.class));
    Hanging.RELEASE.countDown();
    Hanging.SAID.await();
    assertThat(lines.all()).hasSize(5).noneMatch(line -> line.contains("too late"));
    assertThat(lines.all().get(0)).contains("before");
    assertThat(lines.all().get(1)).contains("hanging", "fail", "HF-DOC-001", "no end after 500 ms");
    assertThat(lines.all().get(2)).contains("candid");
  }

  @Test
  void oneThatTalksForEverIsCutShort() throws Exception {
    examine(Duration.ofSeconds(30), List.of(Talkative.class));
    assertThat(lines.all()).hasSize(201);
    assertThat(lines.all().getFirst()).hasSizeLessThan(5_000);
    assertThat(lines.all().getLast()).contains("300 more lines are left out");
  }

  @Test
  void aPluginThatSaysNothingIsWell() throws Exception {
    examine(Duration.ofSeconds(30), List.of(Silent.class));
    assertThat(lines.all()).isEmpty();
  }

  /** Starts nothing. */
  public static class Silent implements Plugin {
    @Override
    public String name() {
      return "silent";
    }

    @Override
    public void start(PluginContext context) {
      throw new AssertionError("an examined plugin is never started");
    }
  }

  /** Gives each kind of answer. */
  public static final class Candid extends Silent {
    @Override
    public void examine(Examination examination) {
      examination.ok("place", examination.dataDirectory() + " " + examination.serverRuns());
      examination.warn("speed", BAD);
      examination.fail("login", BAD.because("two\nlines"));
    }
  }

  /** Fails in the middle. */
  public static final class Throwing extends Silent {
    @Override
    public void examine(Examination examination) {
      examination.ok("first", "before");
      throw new IllegalStateException("on purpose");
    }
  }

  /** Lacks a library. */
  public static final class Unlinked extends Silent {
    @Override
    public void examine(Examination examination) {
      throw new NoClassDefFoundError("gone");
    }
  }

  /** Does not even listen to an interrupt. */
  public static final class Hanging extends Silent {
    static final CountDownLatch RELEASE = new CountDownLatch(1);
    static final CountDownLatch SAID = new CountDownLatch(1);

    @Override
    public void examine(Examination examination) {
      examination.ok("first", "before");
      boolean released = false;
      while (!released) {
        try {
          RELEASE.await();
          released = true;
        } catch (InterruptedException e) {
          // On purpose.
        }
      }
      examination.ok("last", "too late");
      SAID.countDown();
    }
  }

  /** Has five hundred long answers. */
  public static final class Talkative extends Silent {
    @Override
    public void examine(Examination examination) {
      for (int i = 0; i < 500; i++) {
        examination.ok("row " + i, "x".repeat(100_000));
      }
    }
  }
}
