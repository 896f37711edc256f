package dev.holdfast.email;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.spi.alert.Notification;
import dev.holdfast.testkit.Golden;
import dev.holdfast.testkit.Notifications;
import org.junit.jupiter.api.Test;

final class LetterTest {
  @Test
  void tenLettersAreAsTheyWereLookedAt() throws Exception {
    int number = 0;
    for (Notification each : Notifications.samples()) {
      Golden.assertSame(
          "letter-" + number + ".txt",
          "Subject: " + Letter.subject(each) + "\n\n" + LetterText.of(each));
      Golden.assertSame("letter-" + number++ + ".html", LetterHtml.of(each));
    }
  }

  @Test
  void whatAnErrorSaysIsTextAndNoMarkup() {
    String html = LetterHtml.of(Notifications.samples().get(8));

    assertThat(html)
        .doesNotContain("<script", "<b>")
        .contains("&lt;b&gt;bold&lt;/b&gt; &quot;quoted&quot;");
  }
}
