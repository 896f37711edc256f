package dev.holdfast.spi.support;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import org.junit.jupiter.api.Test;

final class JsonWriterTest {

  private static String object(JsonWriter.Content<RuntimeException> members) {
    return new String(JsonWriter.object(members), UTF_8);
  }

  @Test
  void separatesMembersAndElementsAtEveryDepth() {
    assertThat(
            object(json -> {
              json.writeStringProperty("name", "one");
              json.writeArrayPropertyStart("list");
              for (int i : List.of(1, 2)) {
                json.writeStartObject();
                json.writeNumberProperty("n", i);
                json.writeBooleanProperty("odd", i % 2 == 1);
                json.writeEndObject();
              }
              json.writeStartArray();
              json.writeEndArray();
              json.writeString("last");
              json.writeEndArray();
              json.writeObjectPropertyStart("empty");
              json.writeEndObject();
              json.writeNumberProperty("end", 0.5);
            }))
        .isEqualTo(
            "{\"name\":\"one\",\"list\":[{\"n\":1,\"odd\":true},{\"n\":2,\"odd\":false},[],\"last\"],"
                + "\"empty\":{},\"end\":0.5}");
    assertThat(object(json -> {})).isEqualTo("{}");
  }

  @Test
  void writesArraysOfTextsAndOfObjects() throws IOException {
    byte[] written =
        JsonWriter.object(json -> {
          json.writeStringArrayProperty("texts", List.of("a", "\"b\""));
          json.writeStringArrayProperty("none", List.of());
          json.writeObjectArrayProperty(
              "objects", List.of(1, 2), (n, out) -> out.writeNumberProperty("n", n));
          json.writeObjectArrayProperty(
              "empty", List.of(1), (n, out) -> failing("nothing is written"));
          json.writeBooleanProperty("end", true);
        });
    assertThat(new String(written, UTF_8))
        .isEqualTo(
            "{\"texts\":[\"a\",\"\\\"b\\\"\"],\"none\":[],\"objects\":[{\"n\":1},{\"n\":2}],"
                + "\"empty\":[{}],\"end\":true}");
  }

  private static void failing(String why) throws IOException {
    if (why.isEmpty()) {
      throw new IOException(why);
    }
  }

  @Test
  void takesOverWhatIsWrittenAlready() {
    assertThat(
            object(json -> {
              json.writeArrayPropertyStart("lines");
              json.writeRawValue("{\"a\":1}");
              json.writeRawValue("2");
              json.writeEndArray();
              json.writeName("last");
              json.writeRawValue("[]");
            }))
        .isEqualTo("{\"lines\":[{\"a\":1},2],\"last\":[]}");
  }

  @Test
  void escapesTextsAndNames() {
    assertThat(object(json -> json.writeStringProperty("a\"b", "\\ \n\r\t\u0001\u001f é ☃ 😀 /")))
        .isEqualTo("{\"a\\\"b\":\"\\\\ \\n\\r\\t\\u0001\\u001f é ☃ 😀 /\"}");
    assertThat(object(json -> json.writeStringProperty("half", "\ud83d")))
        .isEqualTo("{\"half\":\"\ufffd\"}");
  }

  @Test
  void writesNumbersExactlyAndWhatIsNoneAsText() {
    assertThat(
            object(json -> {
              json.writeArrayPropertyStart("n");
              json.writeNumber(Long.MIN_VALUE);
              json.writeNumber(new BigInteger("123456789012345678901234567890"));
              json.writeNumber(new BigDecimal("1.10"));
              json.writeNumber(1e300);
              json.writeNumber(Double.NaN);
              json.writeNumber(Double.NEGATIVE_INFINITY);
              json.writeEndArray();
            }))
        .isEqualTo(
            "{\"n\":[-9223372036854775808,123456789012345678901234567890,1.10,1.0E300,\"NaN\","
                + "\"-Infinity\"]}");
  }

  @Test
  void whatIsNotClosedIsAMistakeOfTheCaller() {
    assertThatThrownBy(() -> object(json -> json.writeArrayPropertyStart("open")))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("1 objects or arrays are not closed");
  }

  @Test
  void aFailureOfTheContentComesOutAsItIs() {
    assertThatThrownBy(() ->
            JsonWriter.object(json -> {
              throw new IOException("the disk");
            }))
        .isInstanceOf(IOException.class)
        .hasMessage("the disk");
  }
}
