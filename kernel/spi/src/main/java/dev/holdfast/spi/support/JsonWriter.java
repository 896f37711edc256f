package dev.holdfast.spi.support;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.holdfast.spi.PlainText;
import java.math.BigDecimal;
import java.math.BigInteger;

/**
 * Writes one small JSON text (RFC 8259) into memory. Its methods have the names of Jackson's {@code
 * JsonGenerator}: a plugin that streams large pages brings that library, and one that only answers
 * with a few figures needs none. For one thread.
 *
 * <p>Texts are escaped; NUL and half a surrogate pair become U+FFFD. A number that JSON does not
 * know, such as NaN, becomes a text. The caller limits the size, which is held whole in memory.
 */
public final class JsonWriter {
  private static final String HEX = "0123456789abcdef";

  private final StringBuilder text = new StringBuilder(1024);
  private int depth;

  /** Whether the next member or element is not the first one at its place. */
  private boolean more;

  private JsonWriter() {}

  /** What stands in a JSON text. */
  @FunctionalInterface
  public interface Content<X extends Exception> {
    /** Writes it. */
    void write(JsonWriter json) throws X;
  }

  /** What stands in the object that describes something, as one of many in an array. */
  @FunctionalInterface
  public interface Members<T, X extends Exception> {
    /** Writes it. */
    void write(T element, JsonWriter json) throws X;
  }

  /**
   * One object in UTF-8.
   *
   * @param members writes what stands between the braces
   * @throws X as the members do
   * @throws IllegalStateException an object or an array was not closed
   */
  public static <X extends Exception> byte[] object(Content<X> members) throws X {
    JsonWriter json = new JsonWriter();
    json.writeStartObject();
    members.write(json);
    json.writeEndObject();
    if (json.depth != 0) {
      throw new IllegalStateException(json.depth + " objects or arrays are not closed");
    }
    return json.text.toString().getBytes(UTF_8);
  }

  public void writeStartObject() {
    open('{');
  }

  public void writeEndObject() {
    close('}');
  }

  public void writeStartArray() {
    open('[');
  }

  public void writeEndArray() {
    close(']');
  }

  /** The name of a member; its value is written next. */
  public void writeName(String name) {
    writeString(name);
    text.append(':');
    more = false;
  }

  public void writeString(String value) {
    separate();
    quote(value);
  }

  public void writeNumber(long value) {
    separate();
    text.append(value);
  }

  public void writeNumber(double value) {
    if (Double.isFinite(value)) {
      separate();
      text.append(value);
    } else {
      writeString(Double.toString(value));
    }
  }

  public void writeNumber(BigInteger value) {
    separate();
    text.append(value);
  }

  public void writeNumber(BigDecimal value) {
    separate();
    text.append(value);
  }

  public void writeBoolean(boolean value) {
    separate();
    text.append(value);
  }

  public void writeStringProperty(String name, String value) {
    writeName(name);
    writeString(value);
  }

  public void writeNumberProperty(String name, long value) {
    writeName(name);
    writeNumber(value);
  }

  public void writeNumberProperty(String name, double value) {
    writeName(name);
    writeNumber(value);
  }

  public void writeBooleanProperty(String name, boolean value) {
    writeName(name);
    writeBoolean(value);
  }

  public void writeObjectPropertyStart(String name) {
    writeName(name);
    writeStartObject();
  }

  public void writeArrayPropertyStart(String name) {
    writeName(name);
    writeStartArray();
  }

  /**
   * A value that is written already, such as an object that was stored.
   *
   * @param json one whole value; it is not looked at
   */
  public void writeRawValue(String json) {
    separate();
    text.append(json);
  }

  /** An array of texts. */
  public void writeStringArrayProperty(String name, Iterable<String> values) {
    writeArrayPropertyStart(name);
    values.forEach(this::writeString);
    writeEndArray();
  }

  /**
   * An array of objects.
   *
   * @param members writes what stands between the braces of each
   * @throws X as the members do
   */
  public <T, X extends Exception> void writeObjectArrayProperty(
      String name, Iterable<? extends T> elements, Members<T, X> members) throws X {
    writeArrayPropertyStart(name);
    for (T element : elements) {
      writeStartObject();
      members.write(element, this);
      writeEndObject();
    }
    writeEndArray();
  }

  private void open(char bracket) {
    separate();
    text.append(bracket);
    depth++;
    more = false;
  }

  private void close(char bracket) {
    text.append(bracket);
    depth--;
    more = true;
  }

  private void separate() {
    if (more) {
      text.append(',');
    }
    more = true;
  }

  private void quote(String value) {
    String fit = PlainText.clean(value, Integer.MAX_VALUE);
    text.append('"');
    for (int i = 0; i < fit.length(); i++) {
      char c = fit.charAt(i);
      switch (c) {
        case '"', '\\' -> text.append('\\').append(c);
        case '\n' -> text.append("\\n");
        case '\r' -> text.append("\\r");
        case '\t' -> text.append("\\t");
        default -> {
          if (c < ' ') {
            text.append("\\u00").append(HEX.charAt(c >> 4)).append(HEX.charAt(c & 0xf));
          } else {
            text.append(c);
          }
        }
      }
    }
    text.append('"');
  }
}
