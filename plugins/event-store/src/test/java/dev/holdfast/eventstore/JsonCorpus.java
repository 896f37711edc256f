package dev.holdfast.eventstore;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * JSON texts that are legal and seldom: each is something that one database or another refuses,
 * rewrites, or makes larger. The last ones are put together from the others by chance.
 */
final class JsonCorpus {
  private static final int SIZE = 300;

  private static final List<String> WHITE_SPACE = List.of("", " ", "\t", "\n", "\r\n", "  \n\t ");

  private final Set<String> texts = new LinkedHashSet<>();

  private JsonCorpus() {}

  /** Always the same ones, each of them once. */
  static List<String> texts() {
    JsonCorpus corpus = new JsonCorpus();
    corpus.literals();
    corpus.escapes();
    corpus.surrogates();
    corpus.characters();
    corpus.numbers();
    corpus.objects();
    corpus.nesting();
    corpus.whiteSpace();
    corpus.large();
    corpus.mixed(new Random(17));
    return List.copyOf(corpus.texts);
  }

  private void literals() {
    add("null", "true", "false", "\"\"", "[]", "{}", "[null]", "[[],{}]", "[true,false,null]");
  }

  private void escapes() {
    for (String escape :
        List.of("\\\"", "\\\\", "\\/", "\\b", "\\f", "\\n", "\\r", "\\t", "\\u0041", "\\u00e9")) {
      add(string(escape), "{" + string(escape) + ":1}");
    }
    for (int control = 0; control < 32; control++) {
      add(string("\\u%04x".formatted(control)));
    }
    add(string("\\u00E9"), string("\\u00e9"), string("a\\u0000b\\u0000"), string("\\\\u0000"));
    add("{\"\\u0000\":\"\\u0000\"}", string("\\uFFFE\\uFFFF"), string("\\u007f"));
  }

  /** Half of a pair is no character, and JSON lets it stand. */
  private void surrogates() {
    for (String text :
        List.of(
            "\\ud83d\\ude00",
            "\\uD83D\\uDE00",
            "\\ud800",
            "\\udbff",
            "\\udc00",
            "\\udfff",
            "\\ude00\\ud83d",
            "\\ud800x",
            "\\ud800\\ud800",
            "\\ud800\\n",
            "x\\udc00",
            "\\ud83d\\ude00\\ud83d")) {
      add(string(text), "{" + string(text) + ":" + string(text) + "}");
    }
  }

  private void characters() {
    int[] points = {0x7f, 0x80, 0xe9, 0x2028, 0x2029, 0xfeff, 0xfffd, 0xffff, 0x1f600, 0x10ffff};
    for (int point : points) {
      add(string(Character.toString(point)));
    }
    // The same letter, composed and not: neither may become the other.
    add(string("\u00e9"), string("e\u0301"), string("\u4e2d\u6587"), string("'"), string("<&>"));
  }

  private void numbers() {
    add("0", "-0", "-0.0", "0.0", "0.10", "1.0", "1.00", "1e2", "1E2", "1e+2", "1E+2", "1e-2");
    add("100", "0e0", "0E-0", "-1.5e-7", "9007199254740993", "-9223372036854775809");
    add("0.1000000000000000055511151231257827021181583404541015625", "1e308", "1e309", "5e-324");
    add("1e-325", "1e4932", "1e131071", "1e131072", "1e200000", "-1e200000", "1e-16384");
    add("1e-20000", "1e99999", "1e2147483648", "1e99999999999999999999", "1e-99999999999999999999");
    add("1" + "0".repeat(400), "9".repeat(1000), "0." + "0".repeat(999) + "1");
    add("1".repeat(140_000), "0." + "3".repeat(20_000), "1e" + "0".repeat(50) + "1");
  }

  private void objects() {
    add("{\"a\":1,\"a\":2}", "{\"a\":2,\"a\":1}", "{\"a\":1,\"\\u0061\":2}", "{\"\":0,\"\":1}");
    add("{\"b\":1,\"a\":2}", "{\"a\":2,\"b\":1}", "{\"aa\":1,\"b\":2}", "{\"b\":2,\"aa\":1}");
    add("{\"A\":1,\"a\":2}", "{\"data\":{\"data\":{}}}", "{\"10\":1,\"9\":2}");
    add("{\"x\":{\"y\":1,\"y\":2},\"x\":{}}", "[{\"a\":1},{\"a\":1}]");
    add(
        IntStream.range(0, 300)
            .mapToObj(i -> "\"k" + (300 - i) + "\":" + i)
            .collect(Collectors.joining(",", "{", "}")));
  }

  private void nesting() {
    for (int depth : new int[] {2, 10, 100, 500, 900, 999}) {
      add("[".repeat(depth) + "]".repeat(depth));
      add("{\"a\":".repeat(depth) + "1" + "}".repeat(depth));
    }
    add("[{\"a\":".repeat(400) + "null" + "}]".repeat(400));
  }

  private void whiteSpace() {
    for (String space : WHITE_SPACE) {
      add(space + "1" + space, "[" + space + "]", "{" + space + "}");
      add("{" + space + "\"a\"" + space + ":" + space + "[1" + space + "," + space + "2]}");
    }
  }

  private void large() {
    add("[" + "1e99999,".repeat(2000) + "0]");
    add(string("x".repeat(1_000_000)), string("\\u0000".repeat(10_000)));
    add(string("\ud83d\ude00".repeat(20_000)), "[" + "[],".repeat(10_000) + "[]]");
  }

  private void mixed(Random random) {
    List<String> small = texts.stream().filter(text -> text.length() < 200).toList();
    while (texts.size() < SIZE) {
      StringBuilder text = new StringBuilder(random.nextBoolean() ? "[" : "[ ");
      for (int i = random.nextInt(1, 6); i > 0; i--) {
        text.append("{\"")
            .append(i)
            .append("\":")
            .append(small.get(random.nextInt(small.size())))
            .append(WHITE_SPACE.get(random.nextInt(WHITE_SPACE.size())))
            .append("},");
      }
      add(text.append(small.get(random.nextInt(small.size()))).append("]").toString());
    }
  }

  private static String string(String between) {
    return "\"" + between + "\"";
  }

  private void add(String... more) {
    texts.addAll(List.of(more));
  }
}
