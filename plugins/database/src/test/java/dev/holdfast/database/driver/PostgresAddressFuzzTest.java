package dev.holdfast.database.driver;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.holdfast.spi.ProblemException;

/**
 * An address is read, or refused with its problem; and nothing that is shown holds a part of a
 * password, wherever in the address that was put. Run for longer: {@code JAZZER_FUZZ=1}.
 */
class PostgresAddressFuzzTest {
  /** Characters that stand nowhere else, so that any four of them are part of the password. */
  private static final String MARK = "\u0416\u0429\u042E\u0424\u0414\u0419\u0426\u0417";

  private static final int PART = 4;

  @FuzzTest(maxDuration = "10m")
  void isReadOrRefusedAndShowsNoPartOfAPassword(FuzzedDataProvider data) {
    String prefix =
        data.pickValue(new String[] {"postgresql://", "jdbc:postgresql://", "postgres://", ""});
    String before = data.consumeString(40);
    String password = MARK + data.consumeString(20) + MARK;
    String form = data.pickValue(new String[] {":%s@", "?password=%s", "?user=a&password=%s&"});
    String after = data.consumeRemainingAsString();
    if (holdsMark(before) || holdsMark(after)) {
      return; // The fuzzer has learnt the mark, and made a host or a user of it.
    }
    String url = prefix + before + form.replace("%s", password) + after;
    try {
      PostgresAddress address = PostgresAddress.parse(url);
      if (address.password().isPresent() && address.password().get().contains(MARK)) {
        requireHidden(address.location(), url);
      }
      requireHidden(address.hosts(), address.password().isPresent() ? url : "");
    } catch (ProblemException e) {
      requireHidden(e.toString() + e.getCause(), url);
    }
  }

  /** Seeds: what people write. */
  @FuzzTest(maxDuration = "10m")
  void anyTextIsReadOrRefusedWithItsProblem(byte[] text) {
    String url = new String(text, UTF_8);
    try {
      PostgresAddress address = PostgresAddress.parse(url);
      for (String host : address.hosts().split(",")) {
        if (address.jdbcUrl(host).contains("@") || address.location().isEmpty()) {
          throw new AssertionError(url);
        }
      }
    } catch (ProblemException e) {
      if (!e.problem().code().equals("HF-DB-001")) {
        throw new AssertionError(url, e);
      }
    }
  }

  private static boolean holdsMark(String text) {
    return text.chars().anyMatch(each -> MARK.indexOf(each) >= 0);
  }

  private static void requireHidden(String shown, String url) {
    for (int i = 0; !url.isEmpty() && i + PART <= MARK.length(); i++) {
      if (shown.contains(MARK.substring(i, i + PART))) {
        throw new AssertionError("a part of the password shows in: " + shown + " of " + url);
      }
    }
  }
}
