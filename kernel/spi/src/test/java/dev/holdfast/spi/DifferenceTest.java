package dev.holdfast.spi;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** That a change which breaks plugins would be called so. */
final class DifferenceTest {
  private static final List<String> PLUGIN = Signatures.of(Plugin.class).toList();

  private static List<String> with(List<String> lines, String line) {
    return Stream.concat(lines.stream(), Stream.of(line)).toList();
  }

  private static List<String> without(List<String> lines, String part) {
    List<String> rest = lines.stream().filter(line -> !line.contains(part)).toList();
    assertThat(rest).hasSize(lines.size() - 1);
    return rest;
  }

  @Test
  void nothingChangedIsNoDifference() {
    assertThat(PLUGIN).hasSizeGreaterThan(5);
    assertThat(Difference.between(PLUGIN, PLUGIN).isEmpty()).isTrue();
  }

  @Test
  void whatIsGoneBreaks() {
    assertThat(Difference.between(PLUGIN, without(PLUGIN, "Plugin.stop")).breaking())
        .singleElement()
        .asString()
        .startsWith("gone: ")
        .contains("stop()");
  }

  @Test
  void aDefaultMethodThatBecomesAbstractBreaks() {
    String stop = "public default void dev.holdfast.spi.Plugin.stop()";
    List<String> after =
        PLUGIN.stream()
            .map(line -> line.replace(stop, stop.replace("default", "abstract")))
            .toList();
    assertThat(Difference.between(PLUGIN, after).breaking()).hasSize(2);
  }

  @Test
  void aNewAbstractMethodBreaksWhatPluginsImplement() {
    String line = "dev.holdfast.spi.Plugin: public abstract int dev.holdfast.spi.Plugin.order()";
    Difference difference = Difference.between(PLUGIN, with(PLUGIN, line));
    assertThat(difference.breaking()).containsExactly("every implementation lacks it: " + line);
    assertThat(difference.additions()).isEmpty();
  }

  @Test
  void aNewDefaultMethodIsAnAddition() {
    String line = "dev.holdfast.spi.Plugin: public default int dev.holdfast.spi.Plugin.order()";
    Difference difference = Difference.between(PLUGIN, with(PLUGIN, line));
    assertThat(difference.breaking()).isEmpty();
    assertThat(difference.additions()).containsExactly("new: " + line);
  }

  @Test
  void aNewMethodOfWhatTheKernelImplementsIsAnAddition() {
    List<String> context = Signatures.of(PluginContext.class).toList();
    String line =
        "dev.holdfast.spi.PluginContext: public abstract int dev.holdfast.spi.PluginContext.age()";
    assertThat(Difference.between(context, with(context, line)).breaking()).isEmpty();
  }

  @Test
  void aNewTypeIsAnAddition() {
    List<String> after = Stream.concat(PLUGIN.stream(), Signatures.of(Worker.class)).toList();
    assertThat(Difference.between(PLUGIN, after).breaking()).isEmpty();
    assertThat(Difference.between(PLUGIN, after).additions()).hasSize(2);
  }

  @Test
  void aNewComponentOfARecordBreaksThoseWhoMakeIt() {
    assertThat(Signatures.of(Problem.class))
        .anyMatch(line ->
            line.endsWith(
                "Problem(java.lang.String,int,java.lang.String,"
                    + "java.lang.String,java.lang.String)"));
  }

  @Test
  void theValueOfAConstantIsPartOfTheContract() {
    assertThat(Signatures.of(Health.class)).anyMatch(line -> line.endsWith("DEGRADED = degraded"));
  }

  @Test
  void whatStrangersCannotNameIsLeftOut() {
    assertThat(Signatures.of(DifferenceTest.class)).isEmpty();
    assertThat(Signatures.of(Health.class)).noneMatch(line -> line.contains("Health()"));
  }
}
