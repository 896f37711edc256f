package dev.holdfast.ingest.envelope;

import dev.holdfast.ingest.config.IngestConfig;
import dev.holdfast.ingest.envelope.Envelope.Attribute;
import dev.holdfast.spi.ProblemException;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/** Maps JSON that is not CloudEvents to the attributes of an event, by the configured pointers. */
public final class EnvelopeMapping {
  private final JsonFactory json;
  private final JsonPointer[] pointers;
  private final String sourceDefault;
  private final String typeDefault;
  private final boolean onlyMembers;

  public EnvelopeMapping(JsonFactory json, IngestConfig.Wrap config) {
    this.json = json;
    this.sourceDefault = config.sourceDefault();
    this.typeDefault = config.typeDefault();
    this.pointers =
        List.of(
                config.idPointer(),
                config.sourcePointer(),
                config.typePointer(),
                config.subjectPointer(),
                config.timePointer())
            .stream()
            .map(JsonPointer::parse)
            .toArray(JsonPointer[]::new);
    boolean members = true;
    for (int i = 0; i < pointers.length; i++) {
      members &= pointers[i].isNone() || pointers[i].isMember(Attribute.NAMES[i]);
    }
    this.onlyMembers = members;
  }

  /**
   * Reads a pointer as a start does.
   *
   * @throws ProblemException it is not one
   */
  public static void checkPointer(String text) {
    var _ = JsonPointer.parse(text);
  }

  String sourceDefault() {
    return sourceDefault;
  }

  String typeDefault() {
    return typeDefault;
  }

  /** The texts at the pointers, by the numbers of {@link Attribute}; null where there is none. */
  @Nullable String[] find(
      byte[] array, int start, int end, @Nullable Envelope members, boolean isObject) {
    @Nullable String[] found = new String[Attribute.COUNT];
    if (onlyMembers) {
      // The usual case: the walk over the top level has met them already.
      for (int i = 0; members != null && i < pointers.length; i++) {
        found[i] = pointers[i].isNone() ? null : members.values[i];
      }
      return found;
    }
    if (isObject || array[start] == '[') {
      try (JsonParser parser =
          json.createParser(ObjectReadContext.empty(), array, start, end - start)) {
        parser.nextToken();
        descend(parser, 0, pointers.clone(), found);
      }
    }
    return found;
  }

  /** Goes only where a pointer leads, so it is never deeper than the longest pointer. */
  private void descend(
      JsonParser parser, int depth, @Nullable JsonPointer[] active, @Nullable String[] found) {
    boolean isArray = parser.currentToken() == JsonToken.START_ARRAY;
    int index = 0;
    for (JsonToken token; (token = parser.nextToken()) != null && !token.isStructEnd(); ) {
      String step = isArray ? Integer.toString(index++) : parser.currentName();
      JsonToken value = isArray ? token : parser.nextToken();
      @Nullable JsonPointer[] further = narrow(active, depth, step, value, parser, found);
      if (value.isStructStart()) {
        if (further == null) {
          parser.skipChildren();
        } else {
          descend(parser, depth + 1, further, found);
        }
      }
    }
  }

  private static @Nullable JsonPointer @Nullable [] narrow(
      @Nullable JsonPointer[] active,
      int depth,
      String step,
      JsonToken value,
      JsonParser parser,
      @Nullable String[] found) {
    @Nullable JsonPointer @Nullable [] further = null;
    for (int i = 0; i < active.length; i++) {
      JsonPointer pointer = active[i];
      if (pointer == null || !pointer.continuesWith(depth, step)) {
        continue;
      }
      if (depth + 1 == pointer.segments().size()) {
        found[i] =
            value.isScalarValue() && value != JsonToken.VALUE_NULL ? parser.getString() : null;
      } else {
        further = further == null ? new JsonPointer[active.length] : further;
        further[i] = pointer;
      }
    }
    return further;
  }

  @Override
  public String toString() {
    return "EnvelopeMapping" + Arrays.toString(pointers);
  }
}
