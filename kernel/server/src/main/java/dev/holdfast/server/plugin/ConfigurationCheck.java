package dev.holdfast.server.plugin;

import dev.holdfast.config.Objections;
import dev.holdfast.server.plugin.loading.LimitedCall;
import dev.holdfast.server.plugin.loading.PluginDescriptor;
import dev.holdfast.server.plugin.loading.PluginProblems;
import dev.holdfast.server.plugin.loading.PluginThreads;
import dev.holdfast.spi.Problem;
import dev.holdfast.spi.ProblemException;
import dev.holdfast.spi.Validation;
import java.time.Duration;
import java.util.Collection;
import java.util.Set;

/** Asks a plugin what it has against its settings. One that hangs or throws costs only itself. */
public final class ConfigurationCheck {
  /** Of one plugin, as the contract says. */
  private static final Duration LIMIT = Duration.ofSeconds(10);

  private final Set<String> plugins;
  private final Objections objections;

  /**
   * A check that puts what it hears there.
   *
   * @param plugins the names of all that the server has
   */
  public ConfigurationCheck(Set<String> plugins, Objections objections) {
    this.plugins = plugins;
    this.objections = objections;
  }

  /** Asks a fresh instance. */
  public void ask(PluginDescriptor plugin, Record config) {
    PluginValidation validation = new PluginValidation("holdfast." + plugin.name(), config);
    LimitedCall.Outcome outcome =
        LimitedCall.run(
            new PluginThreads(plugin.name(), plugin.loader()).factory("validate-" + plugin.name()),
            LIMIT,
            () -> plugin.create().validate(validation));
    switch (outcome) {
      case LimitedCall.Outcome.Done _ -> {}
      case LimitedCall.Outcome.Failed(ProblemException refused) ->
          validation.refuse("", refused.problem());
      case LimitedCall.Outcome.Failed(Throwable failure) ->
          validation.warn("", PluginProblems.NOT_VALIDATED.because(failure.toString()));
      case LimitedCall.Outcome.Overdue _ ->
          validation.warn(
              "",
              PluginProblems.NOT_VALIDATED.because(
                  "it took longer than " + LIMIT.toSeconds() + " s"));
    }
    validation.end();
  }

  /** What one plugin sees of it, until its time is over. */
  private final class PluginValidation implements Validation {
    private static final int MOST_ANSWERS = 200;

    private final String block;
    private final Record config;
    private int answers;
    private boolean over;

    PluginValidation(String block, Record config) {
      this.block = block;
      this.config = config;
    }

    @Override
    public <C extends Record> C config(Class<C> type) {
      return type.cast(config);
    }

    @Override
    public boolean isSet(String key) {
      return objections.isSet(path(key));
    }

    @Override
    public synchronized void refuse(String key, Problem problem) {
      if (mayAnswer()) {
        objections.refuse(path(key), problem);
      }
    }

    @Override
    public synchronized void warn(String key, Problem problem) {
      if (mayAnswer()) {
        objections.warn(path(key), problem);
      }
    }

    @Override
    public void namesPlugins(String key, Collection<String> names) {
      if (isSet(key)) {
        names.stream()
            .filter(name -> !plugins.contains(name))
            .forEach(name -> warn(key, PluginProblems.notThere(name, plugins)));
      }
    }

    synchronized void end() {
      over = true;
    }

    private boolean mayAnswer() {
      return !over && ++answers <= MOST_ANSWERS;
    }

    private String path(String key) {
      return key.isEmpty() ? block : block + "." + key;
    }
  }
}
