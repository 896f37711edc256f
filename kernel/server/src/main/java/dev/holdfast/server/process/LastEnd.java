package dev.holdfast.server.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/** What the process around the server has written about the last unexpected end. */
public final class LastEnd {
  private static final JsonFactory JSON = new JsonFactory();

  private LastEnd() {}

  /**
   * The sentence of the newest file in a directory of obituaries.
   *
   * @param directory {@code run/obituaries}; files in it are named by their time
   */
  public static Optional<String> in(Path directory) {
    if (!Files.isDirectory(directory)) {
      return Optional.empty();
    }
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .filter(file -> file.toString().endsWith(".json"))
          .max(Comparator.comparing(file -> file.getFileName().toString()))
          .flatMap(LastEnd::sentence);
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static Optional<String> sentence(Path file) {
    try (JsonParser json = JSON.createParser(ObjectReadContext.empty(), Files.readString(file))) {
      for (JsonToken token = json.nextToken(); token != null; token = json.nextToken()) {
        if (token == JsonToken.PROPERTY_NAME && json.currentName().equals("sentence")) {
          json.nextToken();
          return Optional.of(json.getValueAsString(""));
        }
      }
    } catch (IOException | JacksonException e) {
      return Optional.empty();
    }
    return Optional.empty();
  }
}
