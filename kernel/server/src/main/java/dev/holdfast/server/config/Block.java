package dev.holdfast.server.config;

import java.net.URL;
import java.util.Optional;

/**
 * A part of the configuration that belongs to somebody.
 *
 * @param path such as {@code holdfast.journal}
 * @param type the record that it is bound to
 * @param reference the file with its defaults
 */
public record Block(String path, Class<? extends Record> type, Optional<URL> reference) {}
