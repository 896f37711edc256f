package dev.holdfast.server;

import dev.holdfast.config.Block;
import dev.holdfast.config.ConfigProblems;
import dev.holdfast.config.Configuration;
import dev.holdfast.config.Setting;
import dev.holdfast.config.SettingCatalog;
import dev.holdfast.spi.Problem;
import java.io.PrintWriter;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Says of a setting what it is, what it may be, and what it is now, as a start would read it. A
 * mistake elsewhere does not keep it from that.
 */
final class SettingExplanation {
  private static final String ROOT = "holdfast.";

  private final ServerSettings.Parts parts;
  private final List<Block> blocks;
  private final SettingCatalog catalog;
  private final PrintWriter out;

  SettingExplanation(ServerSettings.Parts parts, PrintWriter out) {
    this.parts = parts;
    this.blocks = parts.blocks().stream().sorted(Comparator.comparing(Block::name)).toList();
    this.catalog = new SettingCatalog(blocks);
    this.out = out;
  }

  /**
   * Explains one setting, one block, or, without a key, says which blocks there are.
   *
   * @param key with or without the leading {@code holdfast.}; empty for none
   * @throws IllegalArgumentException there is nothing of this name; the message says what was meant
   */
  void explain(String key) {
    if (key.isEmpty()) {
      blocks.forEach(this::summary);
      out.println();
      out.println(
          "holdfast config explain BLOCK lists the settings of one, BLOCK.KEY explains it.");
      return;
    }
    String path = key.startsWith(ROOT) ? key : ROOT + key;
    Optional<Setting> setting = catalog.find(path);
    if (setting.isPresent()) {
      explain(setting.get());
    } else if (!catalog.below(path).isEmpty()) {
      block(path);
    } else {
      throw new IllegalArgumentException(unknown(path).sentence());
    }
  }

  private Problem unknown(String path) {
    Problem unknown = ServerProblems.UNKNOWN_SETTING.because(path.substring(ROOT.length()));
    String meant =
        catalog
            .nearest(path)
            .map(near -> "Did you mean '" + near.substring(ROOT.length()) + "'? ")
            .orElse("");
    return new Problem(
        unknown.code(), unknown.status(), unknown.what(), unknown.why(), meant + unknown.remedy());
  }

  private void summary(Block block) {
    List<Setting> all = catalog.below(block.path());
    long set = all.stream().filter(each -> now(each).startsWith("set")).count();
    out.println(
        String.format(
            Locale.ROOT,
            "%-18s %3d settings%s",
            block.name(),
            all.size(),
            set == 0 ? "" : ", " + set + " of them set"));
  }

  private void explain(Setting setting) {
    out.println(setting.key());
    setting.comment().forEach(line -> out.println("  " + line));
    out.println();
    line("what", setting.kind());
    line("default", setting.defaultValue().isEmpty() ? "none" : setting.defaultValue());
    line("now", now(setting));
    line(
        "to set it",
        "in conf/holdfast.conf, as " + setting.variable() + ", or --set " + setting.key() + "=…");
  }

  private void line(String name, String text) {
    out.println(String.format(Locale.ROOT, "  %-10s %s", name, text));
  }

  private void block(String path) {
    out.println(path.substring(ROOT.length()));
    catalog.comment(path).forEach(line -> out.println("  " + line));
    out.println();
    for (Setting each : catalog.below(path)) {
      out.println(String.format(Locale.ROOT, "  %-44s %s", each.key(), now(each)));
    }
  }

  /** The value in effect and where it comes from. */
  private String now(Setting setting) {
    try {
      return configuration(setting.path())
          .inEffect(setting.path())
          .map(SettingExplanation::words)
          .orElse("none");
    } catch (ConfigProblems e) {
      return "not known, for there are mistakes; see holdfast check-config";
    }
  }

  private static String words(Configuration.InEffect value) {
    return value.isSet()
        ? "set to " + value.value() + ", by " + value.origin()
        : value.value() + ", the default";
  }

  private Configuration configuration(String path) throws ConfigProblems {
    for (Block block : blocks) {
      if (path.startsWith(block.path() + ".")) {
        return parts.alone(block);
      }
    }
    throw new IllegalArgumentException("no block of " + path);
  }
}
