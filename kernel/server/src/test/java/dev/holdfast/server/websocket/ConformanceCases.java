package dev.holdfast.server.websocket;

import static dev.holdfast.server.websocket.RawClient.close;
import static dev.holdfast.server.websocket.RawClient.frame;
import static dev.holdfast.server.websocket.RawClient.header;
import static dev.holdfast.server.websocket.RawClient.join;
import static dev.holdfast.server.websocket.RawClient.text;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;

/** The table of {@link ConformanceTest}. */
final class ConformanceCases {
  private static final int TEXT = 0x81;
  private static final int BINARY = 0x82;
  private static final int TEXT_START = 0x01;
  private static final int MIDDLE = 0x00;
  private static final int END = 0x80;
  private static final int PING = 0x89;
  private static final int PONG = 0x8A;
  private static final int CLOSE = 0x88;
  private static final int WHOLE = 1 << 20;

  private final List<Case> cases = new ArrayList<>();

  private ConformanceCases() {}

  /** What is sent, in pieces of which size, and what the server answers. */
  static final class Case {
    private final String name;
    private final byte[] bytes;
    private final int chop;
    private final List<String> expected;

    Case(String name, byte[] bytes, int chop, List<String> expected) {
      this.name = name;
      this.bytes = bytes;
      this.chop = chop;
      this.expected = expected;
    }

    String name() {
      return name;
    }

    byte[] bytes() {
      return bytes;
    }

    int chop() {
      return chop;
    }

    List<String> expected() {
      return expected;
    }
  }

  static List<Case> all() {
    ConformanceCases table = new ConformanceCases();
    table.framing();
    table.pings();
    table.reserved();
    table.fragments();
    table.utf8();
    table.utf8Early();
    table.closing();
    table.closeCodes();
    table.sizes();
    return table.cases;
  }

  private void add(String name, byte[] bytes, String... expected) {
    chopped(name, bytes, WHOLE, expected);
  }

  private void chopped(String name, byte[] bytes, int chop, String... expected) {
    cases.add(new Case(name, bytes, chop, List.of(expected)));
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static byte[] hex(String bytes) {
    return HexFormat.of().parseHex(bytes.replace(" ", ""));
  }

  private static String echoed(byte[] payload) {
    return new RawClient.Received(TEXT, new String(payload, StandardCharsets.ISO_8859_1))
        .toString();
  }

  private static byte[] filled(int length, char with) {
    byte[] bytes = new byte[length];
    Arrays.fill(bytes, (byte) with);
    return bytes;
  }

  private void framing() {
    int[] lengths = {0, 125, 126, 127, 128, 65_535, 65_536, 65_536};
    for (int i = 0; i < lengths.length; i++) {
      int chop = i == 7 ? 997 : WHOLE;
      byte[] letters = filled(lengths[i], '*');
      byte[] bytes = filled(lengths[i], '\u00fe');
      chopped("1.1." + (i + 1), frame(TEXT, letters), chop, echoed(letters));
      chopped("1.2." + (i + 1), frame(BINARY, bytes), chop, "text " + Echo.describe(bytes));
    }
    add("1.3.1 length 125 in two bytes", hex("81fe007d"), "close 1002");
    add("1.3.2 length 65535 in eight bytes", hex("81ff000000000000ffff"), "close 1002");
    add("1.3.3 frame without a mask", hex("810141"), "close 1002");
    add("1.3.4 mask of zeroes", hex("8181 00000000 41"), "text A");
    chopped(
        "1.3.5 octet-wise",
        text("Hello, wörld"),
        1,
        echoed("Hello, wörld".getBytes(StandardCharsets.UTF_8)));
  }

  private void pings() {
    byte[] bytes = hex("00fffefdfcfb00ff");
    byte[] longest = filled(125, '\u00fe');
    String longestPong = new RawClient.Received(PONG, "\u00fe".repeat(125)).toString();
    add("2.1", frame(PING, new byte[0]), "pong ");
    add("2.2", frame(PING, ascii("Hello")), "pong Hello");
    add("2.3", frame(PING, bytes), "pong " + new String(bytes, StandardCharsets.ISO_8859_1));
    add("2.4", frame(PING, longest), longestPong);
    add("2.5 126 bytes", frame(PING, filled(126, 'x')), "close 1002");
    chopped("2.6", frame(PING, longest), 1, longestPong);
    add("2.7 unsolicited pong", join(frame(PONG, new byte[0]), text("on")), "text on");
    add("2.8", join(frame(PONG, ascii("unsolicited")), text("on")), "text on");
    add("2.9", join(frame(PONG, ascii("unsolicited")), frame(PING, ascii("p"))), "pong p");
    add("2.12 pong over 125 bytes", frame(PONG, filled(126, 'x')), "close 1002");
  }

  private void reserved() {
    for (int rsv = 1; rsv <= 7; rsv++) {
      add(
          "3." + rsv,
          join(text("before"), frame(TEXT | rsv << 4, ascii("x")), frame(PING, ascii("late"))),
          "text before",
          "close 1002");
    }
    add("3.8 in a ping", frame(PING | 0x40, new byte[0]), "close 1002");
    int[] opcodes = {3, 4, 5, 6, 7, 11, 12, 13, 14, 15};
    for (int i = 0; i < opcodes.length; i++) {
      String name = i < 5 ? "4.1." + (i + 1) : "4.2." + (i - 4);
      byte[] payload = i % 2 == 0 ? new byte[0] : ascii("payload");
      add(
          name,
          join(text("before"), frame(0x80 | opcodes[i], payload), frame(PING, ascii("late"))),
          "text before",
          "close 1002");
    }
  }

  private void fragments() {
    byte[] one = frame(TEXT_START, ascii("one "));
    byte[] two = frame(END, ascii("two"));
    byte[] ping = frame(PING, ascii("p"));
    add(
        "5.1 ping in fragments",
        join(frame(0x09, ascii("a")), frame(END, ascii("b"))),
        "close 1002");
    add(
        "5.2 pong in fragments",
        join(frame(0x0A, ascii("a")), frame(END, ascii("b"))),
        "close 1002");
    add("5.3", join(one, two), "text one two");
    cases.add(new Case("5.4", join(one, two), 4, List.of("text one two")));
    chopped("5.5", join(one, two), 1, "text one two");
    add("5.6 ping inside", join(one, ping, two), "pong p", "text one two");
    chopped("5.7", join(one, ping, two), 5, "pong p", "text one two");
    chopped("5.8", join(one, ping, two), 1, "pong p", "text one two");
    byte[] orphan = frame(END, ascii("orphan"));
    byte[] orphanStart = frame(MIDDLE, ascii("orphan"));
    add("5.9", join(orphan, text("x")), "close 1002");
    chopped("5.10", join(orphan, text("x")), 3, "close 1002");
    chopped("5.11", join(orphan, text("x")), 1, "close 1002");
    add("5.12", join(orphanStart, text("x")), "close 1002");
    chopped("5.13", join(orphanStart, text("x")), 3, "close 1002");
    chopped("5.14", join(orphanStart, text("x")), 1, "close 1002");
    add("5.15", join(one, two, orphanStart, one, two), "text one two", "close 1002");
    add("5.16", join(orphanStart, one, two), "close 1002");
    add("5.17", join(orphan, one, two), "close 1002");
    add("5.18 message in a message", join(one, text("x")), "close 1002");
    byte[] middle = frame(MIDDLE, ascii("& "));
    byte[] busy = join(one, middle, ping, middle, two);
    chopped("5.20", busy, 1, "pong p", "text one & & two");
    add("5.21 binary in a text", join(one, frame(BINARY, ascii("x"))), "close 1002");
    add(
        "5.22 empty fragments",
        join(frame(TEXT_START, new byte[0]), frame(MIDDLE, new byte[0]), frame(END, new byte[0])),
        "text ");
  }

  private void utf8() {
    String[] valid = {
      "48656c6c6f20c2b540c39fc3b6c3a4c3bcc3a0c3a1",
      "cebae1bdb9cf83cebcceb5",
      "00",
      "c280",
      "e0a080",
      "f0908080",
      "7f",
      "dfbf",
      "efbfbf",
      "f48fbfbf",
      "ed9fbf",
      "ee8080",
      "efbfbd",
      "f3bfbfbf",
      "efbfbe",
      "efbfbf",
      "f09fbfbe",
      "f48fbfbe",
      "efb790",
      "efbbbf",
    };
    String[] invalid = {
      "80",
      "bf",
      "80bf",
      "80bf80",
      "80bf80bf80bf80",
      "c0",
      "c020",
      "c1",
      "e0",
      "e020",
      "f0",
      "f020",
      "f8",
      "f820",
      "fc",
      "fe",
      "ff",
      "fefeffff",
      "c0af",
      "e080af",
      "f08080af",
      "f8808080af",
      "fc80808080af",
      "c1bf",
      "e09fbf",
      "f08fbfbf",
      "f887bfbfbf",
      "c080",
      "e08080",
      "f0808080",
      "eda080",
      "edadbf",
      "edae80",
      "edafbf",
      "edb080",
      "edbfbf",
      "eda080edb080",
      "f4908080",
      "f5808080",
      "f7bfbfbf",
      "cebae1bdb9cf83cebcceb5eda080656469746564",
      "e080",
      "f08080",
      "dfc0",
      "efbf",
      "f7bfbf",
      "e28220",
    };
    for (int i = 0; i < valid.length; i++) {
      byte[] payload = hex(valid[i]);
      add("6.valid." + (i + 1) + " " + valid[i], frame(TEXT, payload), echoed(payload));
    }
    for (int i = 0; i < invalid.length; i++) {
      byte[] payload = hex(invalid[i]);
      add("6.invalid." + (i + 1) + " " + invalid[i], frame(TEXT, payload), "close 1007");
    }
    byte[] greek = hex("cebae1bdb9cf83cebcceb5f48fbfbf");
    List<byte[]> octets = new ArrayList<>();
    for (int i = 0; i < greek.length; i++) {
      int first = i == 0 ? TEXT_START : i == greek.length - 1 ? END : MIDDLE;
      octets.add(frame(first, new byte[] {greek[i]}));
    }
    add("6.2.3 a fragment an octet", join(octets.toArray(byte[][]::new)), echoed(greek));
    add("6.1.1 empty", frame(TEXT, new byte[0]), "text ");
    byte[] long4 = "\uD83D\uDE80".repeat(20_000).getBytes(StandardCharsets.UTF_8);
    chopped("6.24 split anywhere", frame(TEXT, long4), 1021, echoed(long4));
    byte[] spoiled = long4.clone();
    spoiled[79_999] = 'x';
    chopped("6.25 wrong at the end", frame(TEXT, spoiled), 1021, "close 1007");
  }

  /** The message is not finished: the server may not wait for more. */
  private void utf8Early() {
    byte[] start = hex("cebae1bdb9cf83cebcceb5");
    byte[] bad = hex("f4908080");
    byte[] two = join(frame(TEXT_START, start), frame(MIDDLE, bad));
    add("6.4.1 fail fast in a fragment", two, "close 1007");
    add("6.4.2", join(frame(TEXT_START, start), frame(MIDDLE, hex("f490"))), "close 1007");
    byte[] whole = frame(TEXT, join(start, bad, hex("656469746564")));
    byte[] cut = Arrays.copyOf(whole, whole.length - 6);
    add("6.4.3 fail fast in a frame", cut, "close 1007");
    chopped("6.4.4 octet-wise", Arrays.copyOf(whole, whole.length - 8), 1, "close 1007");
    add(
        "6.3.1 half a character at the end",
        join(frame(TEXT_START, start), frame(END, hex("f48f"))),
        "close 1007");
  }

  private void closing() {
    byte[] bye = close(1000);
    add("7.1.1", join(text("Hello"), bye), "text Hello", "close 1000");
    add("7.1.2 close twice", join(bye, bye), "close 1000");
    add("7.1.3 ping after close", join(bye, frame(PING, ascii("p"))), "close 1000");
    add("7.1.4 text after close", join(bye, text("late")), "close 1000");
    add(
        "7.1.5 fragment after close",
        join(frame(TEXT_START, ascii("a")), bye, frame(END, ascii("b"))),
        "close 1000");
    byte[] much = filled(256 * 1024, 'm');
    add("7.1.6 after much", join(frame(TEXT, much), bye), echoed(much), "close 1000");
    add("7.3.1 no code", frame(CLOSE, new byte[0]), "close 1005");
    add("7.3.2 half a code", frame(CLOSE, new byte[1]), "close 1002");
    add("7.3.3", bye, "close 1000");
    add("7.3.4 with a reason", frame(CLOSE, join(hex("03e8"), ascii("Hello"))), "close 1000");
    byte[] longest = join(hex("03e8"), filled(123, '*'));
    add("7.3.5 longest reason", frame(CLOSE, longest), "close 1000");
    add("7.3.6 too long", frame(CLOSE, join(longest, ascii("*"))), "close 1002");
    byte[] notUtf8 = join(hex("03e8"), hex("cebae1bdb9cf83cebcceb5eda080656469746564"));
    add("7.5.1 reason not UTF-8", frame(CLOSE, notUtf8), "close 1007");
    add("7.5.2 close in fragments", frame(0x08, hex("03e8")), "close 1002");
  }

  private void closeCodes() {
    int[] valid = {
      1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014, 3000, 3999, 4000, 4999
    };
    int[] invalid = {0, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 65_535};
    for (int code : valid) {
      add("7.7 " + code, close(code), "close " + code);
    }
    for (int code : invalid) {
      add("7.9 " + code, close(code), "close 1002");
    }
  }

  private void sizes() {
    for (int size : new int[] {64 << 10, 256 << 10, 1 << 20, 4 << 20, 16 << 20}) {
      byte[] letters = filled(size, '*');
      add("9.1 text of " + size, frame(TEXT, letters), echoed(letters));
    }
    byte[] bytes = filled(4 << 20, '\u00fe');
    add("9.2 binary of 4 MiB", frame(BINARY, bytes), "text " + Echo.describe(bytes));
    byte[] letters = filled(4 << 20, '*');
    for (int size : new int[] {64, 4096, 65_536, 1 << 20}) {
      add("9.3 4 MiB in fragments of " + size, inFragments(letters, size), echoed(letters));
    }
    byte[] million = filled(1 << 20, '*');
    for (int chop : new int[] {64, 512, 2048}) {
      chopped("9.5 1 MiB in pieces of " + chop, frame(TEXT, million), chop, echoed(million));
    }
    for (int size : new int[] {0, 16, 64, 1024}) {
      byte[][] many = new byte[1000][];
      Arrays.fill(many, frame(TEXT, filled(size, '*')));
      String[] echoes = Collections.nCopies(1000, echoed(filled(size, '*'))).toArray(String[]::new);
      add("9.7 1000 messages of " + size, join(many), echoes);
    }
    add("9.9 one byte over the limit", header(TEXT, (16 << 20) + 1L, 0x80), "close 1009");
    byte[] first = frame(TEXT_START, filled(16 << 20, '*'));
    add("9.10 fragments over the limit", join(first, frame(END, ascii("*"))), "close 1009");
    byte[] auto = filled(65_536, '*');
    add("10.1.1", inFragments(auto, 1300), echoed(auto));
  }

  private static byte[] inFragments(byte[] payload, int size) {
    List<byte[]> frames = new ArrayList<>();
    for (int at = 0; at < payload.length; at += size) {
      int end = Math.min(payload.length, at + size);
      int first = (at == 0 ? 1 : 0) | (end == payload.length ? 0x80 : 0);
      frames.add(frame(first, Arrays.copyOfRange(payload, at, end)));
    }
    return join(frames.toArray(byte[][]::new));
  }
}
