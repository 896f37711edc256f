package dev.holdfast.server;

import dev.holdfast.config.ConfigProblems;
import dev.holdfast.config.Configuration;
import dev.holdfast.config.Objections;
import dev.holdfast.server.plugin.ConfigurationCheck;
import dev.holdfast.server.plugin.PluginsConfig;
import dev.holdfast.server.plugin.loading.PluginDescriptor;
import dev.holdfast.server.plugin.loading.PluginProblems;
import dev.holdfast.server.process.SafeModeConfig;
import dev.holdfast.server.supervision.SupervisionConfig;
import dev.holdfast.server.web.SecurityConfig;
import dev.holdfast.server.web.WebConfig;
import dev.holdfast.spi.Problem;
import dev.holdfast.spi.ProblemException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What a start would refuse although each value has its type and is in its range: what the kernel
 * itself would not start with, and what each plugin says of its block. Asked by every start and
 * reload, by {@code check-config} and by the doctor, so that they cannot differ.
 */
final class SettingsCheck {
  private static final String HOST = "holdfast.web.host";

  /** A name or an address, of both kinds; no scheme, no port, no path. */
  private static final Pattern HOST_FORM =
      Pattern.compile(
          "[A-Za-z0-9]([A-Za-z0-9._-]{0,251}[A-Za-z0-9.])?|\\[?[0-9A-Fa-f:.]*:[0-9A-Fa-f:.%\\w]*]?");

  private static final Pattern NUMBERS = Pattern.compile("[0-9.]+");

  private final Configuration configuration;
  private final Objections objections;

  private SettingsCheck(Configuration configuration) {
    this.configuration = configuration;
    this.objections = new Objections(configuration);
  }

  /**
   * Checks all blocks.
   *
   * @param directory where relative paths in the configuration begin
   * @return the same configuration with what is odd
   * @throws ConfigProblems with everything that a start would refuse
   */
  static Configuration all(
      Configuration configuration, Collection<PluginDescriptor> plugins, Path directory)
      throws ConfigProblems {
    SettingsCheck check = new SettingsCheck(configuration);
    Set<String> names =
        plugins.stream().map(PluginDescriptor::name).collect(Collectors.toUnmodifiableSet());
    check.kernel(names, directory);
    ConfigurationCheck asking = new ConfigurationCheck(names, check.objections);
    plugins.forEach(plugin -> asking.ask(plugin, check.record(plugin)));
    return check.outcome();
  }

  /**
   * Checks the block of one plugin.
   *
   * @return its record
   * @throws ConfigProblems with everything that its start would refuse
   */
  static Record one(Configuration configuration, PluginDescriptor plugin) throws ConfigProblems {
    SettingsCheck check = new SettingsCheck(configuration);
    Record record = check.record(plugin);
    new ConfigurationCheck(Set.of(plugin.name()), check.objections).ask(plugin, record);
    var _ = check.outcome();
    return record;
  }

  private Record record(PluginDescriptor plugin) {
    return configuration.get("holdfast." + plugin.name(), plugin.configuration());
  }

  private Configuration outcome() throws ConfigProblems {
    objections.throwIfAny();
    return configuration.warning(objections.warnings());
  }

  private void kernel(Set<String> plugins, Path directory) {
    String host = configuration.get("holdfast.web", WebConfig.class).host();
    SecurityConfig security = configuration.get("holdfast.security", SecurityConfig.class);
    if (!isHost(host)) {
      objections.refuse(HOST, ServerProblems.NO_HOST.because("web.host is " + host));
    } else if (!security.allowAnonymous() && security.tokens().isEmpty() && !isLoopback(host)) {
      objections.refuse(HOST, ServerProblems.OPEN_TO_ALL.because("web.host is " + host));
    }
    try {
      configuration.get("holdfast.web", WebConfig.class).tls().check(directory);
    } catch (ProblemException e) {
      objections.refuse("holdfast.web.tls", e.problem());
    }
    SupervisionConfig supervision =
        configuration.get("holdfast.supervision", SupervisionConfig.class);
    if (supervision.backoffMin().compareTo(supervision.backoffMax()) > 0) {
      refuse("holdfast.supervision.backoff-min", "it is longer than backoff-max");
    }
    missing(
        "holdfast.plugins.required",
        configuration.get("holdfast.plugins", PluginsConfig.class).required(),
        plugins);
    if (objections.isSet("holdfast.safe-mode.plugins")) {
      var folders = configuration.get("holdfast.safe-mode", SafeModeConfig.class).plugins();
      folders.stream()
          .filter(String::isBlank)
          .forEach(_ -> refuse("holdfast.safe-mode.plugins", "a name of a folder is empty"));
    }
  }

  private void refuse(String path, String why) {
    Problem problem = ServerProblems.CONTRADICTION.because(why);
    objections.refuse(path, problem);
  }

  private void missing(String path, Collection<String> names, Set<String> plugins) {
    if (objections.isSet(path)) {
      names.stream()
          .filter(name -> !plugins.contains(name))
          .forEach(name -> objections.warn(path, PluginProblems.notThere(name, plugins)));
    }
  }

  private static boolean isHost(String host) {
    if (!HOST_FORM.matcher(host).matches()) {
      return false;
    }
    boolean looksNumeric = host.contains(":") || NUMBERS.matcher(host).matches();
    return !looksNumeric || isAddress(host);
  }

  /** Asks nobody: what consists of numbers and colons is an address, or nothing. */
  private static boolean isAddress(String host) {
    try {
      var _ = InetAddress.ofLiteral(host);
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static boolean isLoopback(String host) {
    try {
      return InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException e) {
      return false;
    }
  }
}
