package dev.holdfast.config;

import java.util.regex.Pattern;

/**
 * One part of the configuration that has an owner: the kernel or a plugin.
 *
 * @param path {@code holdfast.<name>}
 * @param type the record that it is bound to
 * @param reference the defaults
 */
public record Block(String path, Class<? extends Record> type, Reference reference) {
  static final String ROOT = "holdfast";
  private static final Pattern PATH = Pattern.compile(ROOT + "\\.[a-z][a-z0-9-]*");

  public Block {
    if (!PATH.matcher(path).matches()) {
      throw new IllegalArgumentException("a block is holdfast.<name>, not " + path);
    }
  }

  /** The last element of the path. */
  public String name() {
    return path.substring(ROOT.length() + 1);
  }
}
