package dev.holdfast.ingest.envelope;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.ingest.Configs;
import dev.holdfast.ingest.config.IngestConfig;
import dev.holdfast.ingest.envelope.EventReader.Form;
import dev.holdfast.ingest.envelope.Outcome.Refused;
import dev.holdfast.ingest.envelope.Outcome.Taken;
import dev.holdfast.spi.journal.Event;
import dev.holdfast.testkit.ManualClock;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.json.JsonFactory;

final class EventReaderTest {
  private static final String GOOD =
      "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"s\",\"type\":\"t\"";
  private final AtomicInteger nextId = new AtomicInteger();
  private final ManualClock clock = new ManualClock();

  private List<Outcome> read(IngestConfig config, Form form, byte[] json) throws UnreadableMessage {
    JsonFactory factory = EventReader.factory(config);
    EventReader reader =
        new EventReader(factory, new EnvelopeMapping(factory, config.wrap()), config, clock);
    byte[] shared = new byte[json.length + 10];
    System.arraycopy(json, 0, shared, 5, json.length);
    return reader.read(shared, 5, json.length, form, () -> "new-" + nextId.incrementAndGet());
  }

  private List<Outcome> read(Form form, String json) throws UnreadableMessage {
    return read(Configs.defaults(), form, json.getBytes(UTF_8));
  }

  private Event one(Form form, String json) throws UnreadableMessage {
    return taken(read(form, json));
  }

  private static Event taken(List<Outcome> outcomes) {
    assertThat(outcomes).singleElement().isInstanceOf(Taken.class);
    return ((Taken) outcomes.getFirst()).event();
  }

  private static String data(Event event) {
    return new String(event.data(), UTF_8);
  }

  @Test
  void readsEveryAttribute() throws UnreadableMessage {
    Event event =
        one(
            Form.CLOUDEVENT,
            " {\"specversion\" : \"1.0\", \"id\":\"a\\u00e9\", \"source\":\"/s\",\"type\":\"t\","
                + "\"subject\":\"m31\",\"time\":\"2026-01-02T03:04:05.6+01:00\",\"data\": [1 , 2] ,"
                + "\"datacontenttype\":\"application/json\",\"ext1\" : 7, \"gone\":null} ");

    assertThat(event.id()).isEqualTo("aé");
    assertThat(event.source()).isEqualTo("/s");
    assertThat(event.type()).isEqualTo("t");
    assertThat(event.subject()).isEqualTo("m31");
    assertThat(event.time()).isEqualTo(Instant.parse("2026-01-02T02:04:05.6Z"));
    assertThat(event.receivedAt()).isEqualTo(clock.instant());
    assertThat(data(event)).isEqualTo("[1 , 2]");
    assertThat(new String(event.attributes(), UTF_8))
        .isEqualTo("{\"datacontenttype\":\"application/json\",\"ext1\":7}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "9007199254740993",
        "-0.10E+0050",
        "\"a\\u0000\\ud800 \\/ \\\"\"",
        "[{ \"b\" : 1, \"a\":{}, \"b\":2 } ]",
        "[]",
        "null",
        "true",
        "\"\"",
        "\"ünï€𝄞\""
      })
  void keepsDataByteForByte(String data) throws UnreadableMessage {
    assertThat(data(one(Form.CLOUDEVENT, GOOD + ",\"data\": " + data + " }"))).isEqualTo(data);
    assertThat(data(one(Form.CLOUDEVENT, GOOD.replace("{", "{\"data\":" + data + ",") + "}")))
        .isEqualTo(data);
    assertThat(data(one(Form.VALUE, " " + data + " "))).isEqualTo(data);
  }

  @Test
  void takesAnEventWithoutData() throws UnreadableMessage {
    assertThat(one(Form.CLOUDEVENT, GOOD + "}").data()).isEmpty();
    assertThat(one(Form.CLOUDEVENT, GOOD + "}").attributes()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "{",
        "[",
        "}",
        "{\"a\":1,}",
        "{\"a\" 1}",
        "{'a':1}",
        "{\"a\":01}",
        "{\"a\":1.}",
        "{\"a\":+1}",
        "{\"a\":NaN}",
        "{\"a\":tru}",
        "{\"a\":\"\\x\"}",
        "{\"a\":\"\\u12\"}",
        "{\"a\":\"\n\"}",
        "{\"a\":\"open",
        "{} {}",
        "{}x",
        "[1,2",
        "[[[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]]",
        "{\"a\":123456789012345678901234567890123456789012345678901}",
        "{\"a\":[1,{\"b\":0.23456789012345678901234567890123456789012345678901e1}]}",
        "/**/{}",
        "\uFEFF{}",
        "{\u0000}"
      })
  void refusesWhatIsNotJson(String json) {
    for (Form form : Form.values()) {
      assertThatThrownBy(() -> read(form, json))
          .as(form + " " + json)
          .isInstanceOfSatisfying(
              UnreadableMessage.class, e -> assertThat(e.problem().code()).isEqualTo("HF-ING-001"));
    }
  }

  @Test
  void doesNotGuessOtherEncodings() {
    byte[] utf16 = "{\"a\":1}".getBytes(java.nio.charset.StandardCharsets.UTF_16LE);
    assertThatThrownBy(() -> read(Configs.defaults(), Form.VALUE, utf16))
        .isInstanceOf(UnreadableMessage.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "1",
        "\"text\"",
        "{\"specversion\":\"0.3\",\"id\":\"1\",\"source\":\"s\",\"type\":\"t\"}",
        "{\"specversion\":1.0,\"id\":\"1\",\"source\":\"s\",\"type\":\"t\"}",
        "{\"specversion\":\"1.0\",\"source\":\"s\",\"type\":\"t\"}",
        "{\"specversion\":\"1.0\",\"id\":null,\"source\":\"s\",\"type\":\"t\"}",
        "{\"specversion\":\"1.0\",\"id\":7,\"source\":\"s\",\"type\":\"t\"}",
        "{\"specversion\":\"1.0\",\"id\":\"\",\"source\":\"s\",\"type\":\"t\"}",
        "{\"specversion\":\"1.0\",\"id\":\"a\\u0000\",\"source\":\"s\",\"type\":\"t\"}",
        "{\"specversion\":\"1.0\",\"id\":\"\\ud800\",\"source\":\"s\",\"type\":\"t\"}",
        "{\"specversion\":\"1.0\",\"id\":\"\\udc00x\",\"source\":\"s\",\"type\":\"t\"}",
        "{\"specversion\":\"1.0\",\"id\":[\"1\"],\"source\":\"s\",\"type\":\"t\"}",
        "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"s\",\"type\":\"t\",\"time\":\"now\"}",
        "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"s\",\"type\":\"t\",\"time\":1}",
        "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"s\",\"type\":\"t\",\"Ext\":1}",
        "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"s\",\"type\":\"t\",\"a_b\":1}",
        "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"s\",\"type\":\"t\",\"ext\":{}}",
        "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"s\",\"type\":\"t\",\"ext\":1.5}",
        "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"s\",\"type\":\"t\",\"ext\":\"\\u0007\"}",
        "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"s\",\"type\":\"t\",\"id\":\"2\"}",
        "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"s\",\"type\":\"t\",\"data\":1,\"data\":1}",
        "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"s\",\"type\":\"t\",\"e\":1,\"\\u0065\":1}",
        "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"s\",\"type\":\"t\",\"data_base64\":\"?\"}",
        "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"s\",\"type\":\"t\",\"data_base64\":1}",
        "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"s\",\"type\":\"t\",\"data\":1,"
            + "\"data_base64\":\"AAAA\"}",
        "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"s\",\"type\":\"t\",\"a\":1,\"b\":1,"
            + "\"c\":1,\"d\":1,\"e\":1}"
      })
  void refusesWhatIsNotCloudEvents(String json) throws UnreadableMessage {
    assertThat(read(Form.CLOUDEVENT, json))
        .singleElement()
        .isInstanceOfSatisfying(
            Refused.class, refused -> assertThat(refused.problem().code()).isEqualTo("HF-ING-004"));
  }

  @Test
  void takesEscapedSlashesInBase64() throws UnreadableMessage {
    Event event = one(Form.CLOUDEVENT, GOOD + ",\"data_base64\":\"\\/\\/8=\"}");
    assertThat(new String(event.attributes(), UTF_8)).isEqualTo("{\"data_base64\":\"\\/\\/8=\"}");
  }

  @Test
  void findsAKeyThatStandsTwiceAmongMany() throws UnreadableMessage {
    StringBuilder json = new StringBuilder("{");
    for (int i = 0; i < 40; i++) {
      json.append("\"k").append(i).append("\":0,");
    }
    assertThat(read(Form.VALUE, json + "\"last\":0}").getFirst()).isInstanceOf(Taken.class);
    assertThat(read(Form.VALUE, json + "\"k3\":0}").getFirst()).isInstanceOf(Refused.class);
    assertThat(read(Form.VALUE, json + "\"k30\":0}").getFirst()).isInstanceOf(Refused.class);
  }

  @Test
  void refusesAnEventThatIsTooLargeAndTakesItsNeighbours() throws UnreadableMessage {
    String large = "{\"a\":\"" + "x".repeat(3000) + "\"}";
    List<Outcome> outcomes = read(Form.EVENTS, "[{\"a\":1}," + large + ",7,{\"a\":2}]");

    assertThat(outcomes).hasSize(4);
    assertThat(outcomes.get(0)).isInstanceOf(Taken.class);
    assertThat(((Refused) outcomes.get(1)).problem().code()).isEqualTo("HF-ING-003");
    assertThat(((Refused) outcomes.get(2)).problem().code()).isEqualTo("HF-ING-004");
    assertThat(outcomes.get(3)).isInstanceOf(Taken.class);
  }

  @Test
  void refusesABatchThatIsTooLong() {
    assertThatThrownBy(() -> read(Form.EVENTS, "[" + "{},".repeat(100) + "{}]"))
        .isInstanceOfSatisfying(
            UnreadableMessage.class, e -> assertThat(e.problem().code()).isEqualTo("HF-ING-002"));
  }

  @Test
  void takesABatchOfStrictEventsOnly() throws UnreadableMessage {
    assertThat(read(Form.CLOUDEVENT_BATCH, "[" + GOOD + "}," + GOOD + "}]")).hasSize(2);
    assertThat(read(Form.CLOUDEVENT_BATCH, "[]")).isEmpty();
    assertThatThrownBy(() -> read(Form.CLOUDEVENT_BATCH, GOOD + "}"))
        .isInstanceOf(UnreadableMessage.class);
  }

  @Test
  void fillsInWhatAnEnvelopeLacks() throws UnreadableMessage {
    Event event = one(Form.EVENTS, "{\"type\":\"x\",\"data\":{\"v\":1}}");
    assertThat(event.type()).isEqualTo("x");
    assertThat(event.source()).isEqualTo("unknown");
    assertThat(event.id()).isEqualTo("new-1");
    assertThat(data(event)).isEqualTo("{\"v\":1}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"type\":\"x\",\"data\":1,\"else\":2}",
        "{\"type\":5,\"data\":1}",
        "{\"type\":\"x\",\"data\":1,\"time\":\"yesterday\"}",
        "{\"data\":1}",
        "{\"type\":\"x\",\"id\":\"7\"}",
        "{}"
      })
  void wrapsAsAWholeWhatIsNoEnvelope(String json) throws UnreadableMessage {
    assertThat(data(one(Form.EVENTS, json))).isEqualTo(json);
  }

  @Test
  void holdsWhoeverSaysSpecversionToIt() throws UnreadableMessage {
    String withoutId = "{\"specversion\":\"1.0\",\"source\":\"s\",\"type\":\"t\"}";
    assertThat(read(Form.EVENTS, withoutId).getFirst()).isInstanceOf(Refused.class);
    assertThat(data(one(Form.VALUE, withoutId))).isEqualTo(withoutId);
    Event lenient = one(Form.EVENTS, GOOD + ",\"Some-Ext\":{\"a\":1}}");
    assertThat(new String(lenient.attributes(), UTF_8)).isEqualTo("{\"Some-Ext\":{\"a\":1}}");
  }

  @Test
  void wrapsByMembers() throws UnreadableMessage {
    Event event =
        one(
            Form.VALUE,
            "{\"id\":17,\"source\":\"cam\",\"time\":\"2026-01-01T00:00:00Z\",\"subject\":\"\"}");
    assertThat(event.id()).isEqualTo("new-1");
    assertThat(event.source()).isEqualTo("cam");
    assertThat(event.type()).isEqualTo("event");
    assertThat(event.subject()).isNull();
    assertThat(event.time()).isEqualTo(Instant.parse("2026-01-01T00:00:00Z"));
  }

  @Test
  void wrapsByPointersAtAnyDepth() throws UnreadableMessage {
    IngestConfig config =
        Configs.wrap(
            new IngestConfig.Wrap(
                "/meta/dev~1ice", "none", "/list/1/k~0", "event", "/meta/n", "", "/subject"));
    Event event =
        taken(
            read(
                config,
                Form.VALUE,
                ("{\"list\":[{},{\"k~\":\"T\"}],\"meta\":{\"x\":[],\"dev/ice\":\"cam\",\"n\":9},"
                        + "\"subject\":{\"a\":1},\"time\":\"2026-01-01T00:00:00Z\"}")
                    .getBytes(UTF_8)));
    assertThat(event.source()).isEqualTo("cam");
    assertThat(event.type()).isEqualTo("T");
    assertThat(event.id()).isEqualTo("9");
    assertThat(event.subject()).isNull();
    assertThat(event.time()).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"id\":18,\"price\":%d}",
        "{\"id\":\"18\",\"type\":\"order\",\"price\":%d}",
        "{\"id\":\"18\",\"source\":\"shop\",\"price\":%d}",
        "{\"id\":\"18\",\"type\":\"order\",\"data\":%d}",
        "{\"id\":18,\"source\":\"shop\",\"type\":\"order\",\"data\":%d}",
        "{\"subscription\":{\"id\":18},\"n\":%d}"
      })
  void anIdThatNobodyPromisedIdentifiesNothing(String json) throws UnreadableMessage {
    for (Form form : List.of(Form.EVENTS, Form.VALUE)) {
      String one = json.formatted(1);
      Event first = one(form, one);
      Event second = one(form, json.formatted(2));
      assertThat(first.id()).startsWith("new-").isNotEqualTo(second.id());
      assertThat(data(first)).isEqualTo(one);
    }
  }

  @Test
  void takesTheIdFromWhereAPersonSaysThatItIs() throws UnreadableMessage {
    IngestConfig config =
        Configs.wrap(
            new IngestConfig.Wrap("/source", "unknown", "/type", "event", "/id", "/time", ""));
    byte[] json = "{\"id\":18,\"price\":1}".getBytes(UTF_8);
    assertThat(taken(read(config, Form.VALUE, json)).id()).isEqualTo("18");
    byte[] tooLong = ("{\"id\":\"" + "x".repeat(65) + "\"}").getBytes(UTF_8);
    assertThat(read(config, Form.VALUE, tooLong).getFirst()).isInstanceOf(Refused.class);
    byte[] control = "{\"id\":\"\\u0000\"}".getBytes(UTF_8);
    assertThat(read(config, Form.VALUE, control).getFirst()).isInstanceOf(Refused.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0000-01-01T00:00:00+23:59",
        "0000-01-01T00:00:00.5+00:01",
        "9999-12-31T23:59:59-00:01",
        "9999-12-31T23:59:60Z",
        "9999-12-31T00:00:00-24:00"
      })
  void refusesATimeThatNoDatabaseKeeps(String time) throws UnreadableMessage {
    assertThat(read(Form.CLOUDEVENT, GOOD + ",\"time\":\"" + time + "\"}").getFirst())
        .isInstanceOf(Refused.class);
    String plain = "{\"n\":1,\"time\":\"" + time + "\"}";
    Event wrapped = one(Form.EVENTS, plain);
    assertThat(wrapped.time()).isNull();
    assertThat(data(wrapped)).isEqualTo(plain);
  }

  @Test
  void countsTheLengthOfAnAttributeInBytes() throws UnreadableMessage {
    for (String unit : List.of("é", "水", "𝄞")) {
      int bytes = unit.getBytes(UTF_8).length;
      String fits = unit.repeat(64 / bytes);
      assertThat(one(Form.CLOUDEVENT, GOOD + ",\"subject\":\"" + fits + "\"}").subject())
          .isEqualTo(fits);
      assertThat(read(Form.CLOUDEVENT, GOOD + ",\"subject\":\"" + fits + unit + "\"}").getFirst())
          .isInstanceOf(Refused.class);
    }
  }
}
