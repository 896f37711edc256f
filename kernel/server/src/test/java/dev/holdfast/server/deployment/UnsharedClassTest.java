package dev.holdfast.server.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.server.plugin.JarMaker;
import dev.holdfast.server.supervision.PluginState;
import dev.holdfast.spi.server.Measure;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two jars with a copy each of one class, which look alike and are two. */
class UnsharedClassTest {
  private static final String SERVICE = "public interface Greeting { String text(); }";

  @TempDir Path work;

  private static void make(HotKernel hot, Path jar, String type, String name, String body)
      throws Exception {
    hot.jars.make(jar, Map.of("Greeting", SERVICE, type, JarMaker.plugin(type, name, body)), type);
  }

  @Test
  void requiringByAnOwnCopyIsRefusedByNameAndNotTriedForEver() throws Exception {
    try (HotKernel hot = new HotKernel(work)) {
      Path offers = work.resolve("jars/offers.jar");
      Path requires = work.resolve("jars/requires.jar");
      make(hot, offers, "O", "offers", "context.offer(Greeting.class, () -> \"hello\");");
      make(hot, requires, "R", "requires", "context.require(Greeting.class);");
      hot.putAndLook(offers, "offers.jar");
      hot.awaitRunning("offers");
      hot.putAndLook(requires, "requires.jar");
      hot.kernel.await("requires", PluginState.Quarantined.class);
      assertThat(hot.kernel.supervisor.state("requires").cause())
          .contains("HF-PLG-031", "Greeting", "offered by offers", "out of both jars");
      assertThat(hot.kernel.supervisor.view("requires").restarts()).isLessThan(5);
      assertThat(hot.kernel.meters.measures("holdfast_plugin_restarts_total"::equals))
          .filteredOn(measure -> "requires".equals(measure.labels().get("plugin")))
          .filteredOn(measure -> "not-shared".equals(measure.labels().get("cause")))
          .extracting(Measure::value)
          .containsExactly(1.0);
      // A jar without the mistake is another jar.
      Path mended = work.resolve("jars/mended.jar");
      hot.jars.make(mended, Map.of("R", JarMaker.plugin("R", "requires", "")), "R");
      hot.putAndLook(mended, "requires.jar");
      hot.awaitRunning("requires");
    }
  }

  /** Nobody could ever offer it, so there is nothing to wait for. */
  @Test
  void requiringAClassOfTheOwnJarIsRefusedByNameAlsoWhileNobodyOffersIt() throws Exception {
    try (HotKernel hot = new HotKernel(work)) {
      for (String call : List.of("require", "find")) {
        Path jar = work.resolve("jars/" + call + ".jar");
        make(hot, jar, "R" + call, call, "context." + call + "(Greeting.class);");
        hot.putAndLook(jar, call + ".jar");
        hot.kernel.await(call, PluginState.Quarantined.class);
        assertThat(hot.kernel.supervisor.state(call).cause())
            .contains("HF-PLG-031", "Greeting, a class of its own jars");
      }
    }
  }

  @Test
  void twoPluginsOfOneJarShareItsClasses() throws Exception {
    try (HotKernel hot = new HotKernel(work)) {
      Path both = work.resolve("jars/both.jar");
      hot.jars.make(
          both,
          Map.of(
              "Greeting", SERVICE,
              "O", JarMaker.plugin("O", "offers", "context.offer(Greeting.class, () -> \"hi\");"),
              "R", JarMaker.plugin("R", "requires", "context.require(Greeting.class);")),
          "R\nO");
      hot.putAndLook(both, "both.jar");
      hot.awaitRunning("offers");
      hot.awaitRunning("requires");
    }
  }
}
