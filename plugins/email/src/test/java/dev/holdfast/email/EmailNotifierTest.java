package dev.holdfast.email;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.GreenMailUtil;
import com.icegreen.greenmail.util.ServerSetup;
import dev.holdfast.spi.Alert.Severity;
import dev.holdfast.spi.Secret;
import dev.holdfast.spi.alert.Delivery;
import dev.holdfast.spi.alert.Evidence;
import dev.holdfast.spi.alert.Notification;
import dev.holdfast.spi.alert.Notifier;
import dev.holdfast.testkit.Notifications;
import dev.holdfast.testkit.NotifierContract;
import dev.holdfast.testkit.network.StartTlsFront;
import dev.holdfast.testkit.network.TestCertificate;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;

final class EmailNotifierTest implements NotifierContract {
  private static final Duration LIMIT_OF_A_WAIT = Duration.ofSeconds(2);
  private static final Notification FIRING = Notifications.samples().get(0);
  private static final Notification RESOLVED = Notifications.samples().get(1);

  @Override
  public boolean namesTimes() {
    return false;
  }

  @Override
  public Stage stage(Behaviour behaviour) throws Exception {
    return switch (behaviour) {
      case TAKES -> new MailStage(SECRET);
      case REFUSES -> new MailStage("another password");
      case BUSY ->
          new ScriptStage(ScriptedSmtp.open("220 hut\r\n", "451 4.7.1 " + SECRET + "\r\n"));
      case BUSY_FOR_SEVEN_SECONDS -> new ScriptStage(ScriptedSmtp.open("421 later\r\n", ""));
      case HANGS -> new ScriptStage(ScriptedSmtp.open("220 hut\r\n", ""));
      case CUTS_OFF -> new ScriptStage(ScriptedSmtp.cutting());
      case ABSENT -> {
        ScriptedSmtp gone = ScriptedSmtp.cutting();
        gone.close();
        yield new ScriptStage(gone);
      }
    };
  }

  private static EmailConfig config(int port, EmailConfig.Security security) {
    return new EmailConfig(
        "localhost",
        port,
        security,
        Optional.of("anna"),
        Optional.of(new Secret(SECRET)),
        "Holdfast <holdfast@hut.example>",
        List.of("anna@hut.example"),
        security == EmailConfig.Security.NONE
            ? Optional.empty()
            : Optional.of(TestCertificate.pem()),
        LIMIT_OF_A_WAIT,
        LIMIT_OF_A_WAIT);
  }

  private static EmailConfig within(EmailConfig config, Duration letterTimeout) {
    return new EmailConfig(
        config.host(),
        config.port(),
        config.security(),
        config.user(),
        config.password(),
        config.from(),
        config.to(),
        config.certificates(),
        config.connectTimeout(),
        letterTimeout);
  }

  private static Notifier within(ScriptedSmtp smtp, Duration letterTimeout) {
    return EmailNotifier.of(within(config(smtp.port(), EmailConfig.Security.NONE), letterTimeout));
  }

  /** A real mail server with a login, behind STARTTLS. */
  private static final class MailStage implements Stage {
    private final GreenMail mail;
    private final Notifier notifier;

    private final StartTlsFront front;

    MailStage(String password) throws IOException {
      mail = new GreenMail(new ServerSetup(0, "localhost", "smtp").dynamicPort());
      mail.setUser("anna@hut.example", "anna", password);
      mail.getUserManager().setAuthRequired(true);
      mail.start();
      front = new StartTlsFront(mail.getSmtp().getPort());
      notifier = EmailNotifier.of(config(front.port(), EmailConfig.Security.STARTTLS));
    }

    @Override
    public Notifier notifier() {
      return notifier;
    }

    @Override
    public List<String> received() {
      return Arrays.stream(mail.getReceivedMessages()).map(EmailNotifierTest::text).toList();
    }

    @Override
    public void close() {
      front.close();
      mail.stop();
    }
  }

  /** A mail server that says what the test wants. */
  private record ScriptStage(ScriptedSmtp smtp, Notifier notifier) implements Stage {
    ScriptStage(ScriptedSmtp smtp) {
      this(smtp, EmailNotifier.of(config(smtp.port(), EmailConfig.Security.NONE)));
    }

    @Override
    public List<String> received() {
      return List.of();
    }

    @Override
    public void close() {
      smtp.close();
    }
  }

  private static String text(MimeMessage message) {
    try {
      MimeMultipart parts = (MimeMultipart) message.getContent();
      return parts.getBodyPart(0).getContent() + "\n" + parts.getBodyPart(1).getContent();
    } catch (MessagingException e) {
      throw new IllegalStateException(e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void anIncidentIsOneThreadOfLettersThatNoProgramAnswers() throws Exception {
    try (MailStage stage = new MailStage(SECRET)) {
      stage.notifier().send(FIRING);
      stage.notifier().send(FIRING);
      stage.notifier().send(RESOLVED);
      MimeMessage[] letters = stage.mail.getReceivedMessages();

      assertThat(letters[0].getMessageID())
          .isEqualTo("<9C1D-04AF-1.hut@hut.example>")
          .isEqualTo(letters[1].getMessageID())
          .isNotEqualTo(letters[2].getMessageID());
      assertThat(letters)
          .allSatisfy(letter -> {
            assertThat(letter.getHeader("References", ","))
                .isEqualTo("<incident.9C1D-04AF.hut@hut.example>")
                .isEqualTo(letter.getHeader("In-Reply-To", ","));
            assertThat(letter.getHeader("List-Id", ","))
                .isEqualTo("Alerts of hut <alerts.hut.hut.example>");
            assertThat(letter.getHeader("Auto-Submitted", ",")).isEqualTo("auto-generated");
            MimeMultipart parts = (MimeMultipart) letter.getContent();
            assertThat(parts.getBodyPart(0).getContentType()).startsWith("text/plain");
            assertThat(parts.getBodyPart(1).getContentType()).startsWith("text/html");
          });
      assertThat(letters)
          .extracting(MimeMessage::getSubject)
          .containsOnly("hut: health/database/connection [9C1D-04AF]");
      assertThat(text(letters[0])).startsWith("FIRING critical on hut");
      assertThat(text(letters[2])).startsWith("RESOLVED critical on hut");
      assertThat(GreenMailUtil.getWholeMessage(letters[0])).doesNotContain(SECRET);
    }
  }

  @Test
  void withoutEncryptionNothingIsSaid() throws Exception {
    try (ScriptedSmtp plain = ScriptedSmtp.open("220 hut\r\n", "250 hut\r\n")) {
      Notifier notifier = EmailNotifier.of(config(plain.port(), EmailConfig.Security.STARTTLS));
      Delivery delivery = notifier.send(FIRING);

      assertThat(delivery).isInstanceOf(Delivery.Dead.class);
      assertThat(delivery.toString()).contains("HF-MAIL-005");
      assertThat(new String(plain.heard(), US_ASCII)).doesNotContain("AUTH", "MAIL FROM");
    }
  }

  @Test
  void aCertificateThatNobodyTrustsIsForAPerson() throws Exception {
    try (MailStage stage = new MailStage(SECRET)) {
      EmailConfig trusting = config(stage.front.port(), EmailConfig.Security.STARTTLS);
      EmailConfig strict =
          new EmailConfig(
              trusting.host(),
              trusting.port(),
              trusting.security(),
              trusting.user(),
              trusting.password(),
              trusting.from(),
              trusting.to(),
              Optional.empty(),
              trusting.connectTimeout(),
              trusting.letterTimeout());
      Delivery delivery = EmailNotifier.of(strict).send(FIRING);

      assertThat(delivery).isInstanceOf(Delivery.Dead.class);
      assertThat(delivery.toString()).contains("HF-MAIL-005");
      assertThat(stage.received()).isEmpty();
    }
  }

  @Test
  void aNameThatIsNotInTheCertificateIsForAPerson() throws Exception {
    try (MailStage stage = new MailStage(SECRET)) {
      EmailConfig right = config(stage.front.port(), EmailConfig.Security.STARTTLS);
      EmailConfig wrong =
          new EmailConfig(
              "127.0.0.1",
              right.port(),
              right.security(),
              right.user(),
              right.password(),
              right.from(),
              right.to(),
              right.certificates(),
              right.connectTimeout(),
              right.letterTimeout());
      assertThat(EmailNotifier.of(wrong).send(FIRING).toString()).contains("Dead", "HF-MAIL-005");
    }
  }

  @Test
  void aLetterThatWasAcceptedIsDeliveredThoughTheGoodbyeFails() throws Exception {
    try (ScriptStage stage = new ScriptStage(ScriptedSmtp.withoutLeave())) {
      assertThat(stage.notifier().send(FIRING)).isInstanceOf(Delivery.Delivered.class);
    }
  }

  @Test
  void theSubjectStaysTheSameThoughSeverityAndReasonChange() {
    Notification worse =
        new Notification(
            "9C1D-04AF-7",
            FIRING.incident(),
            FIRING.fingerprint(),
            FIRING.status(),
            Severity.WARNING,
            FIRING.subject(),
            "database/connection is degraded: it comes and goes",
            FIRING.since(),
            FIRING.at().plusSeconds(3600),
            FIRING.server(),
            Evidence.NONE);

    assertThat(Letter.subject(worse)).isEqualTo(Letter.subject(FIRING));
  }

  @Test
  void aServerThatIsSlowWithEveryAnswerIsLeftWhenTheLetterHasTakenTooLong() throws Exception {
    try (ScriptedSmtp slow = ScriptedSmtp.slow(Duration.ofMillis(700))) {
      Delivery delivery = within(slow, Duration.ofSeconds(1)).send(FIRING);

      assertThat(delivery).isInstanceOf(Delivery.TryAgain.class);
      assertThat(delivery.toString()).contains("HF-MAIL-007", "1000 ms", "it was not handed over");
      await().until(() -> slow.guests() == 0);
      assertThat(new String(slow.heard(), US_ASCII)).doesNotContain("DATA");
    }
  }

  @Test
  void aSlowServerThatAnswersInTimeHasTheLetterOnce() throws Exception {
    try (ScriptedSmtp slow = ScriptedSmtp.slow(Duration.ofMillis(100))) {
      Delivery delivery = within(slow, Duration.ofSeconds(30)).send(FIRING);

      assertThat(delivery).isInstanceOf(Delivery.Delivered.class);
      assertThat(new String(slow.heard(), US_ASCII)).containsOnlyOnce("Message-ID");
    }
  }

  @Test
  void aLetterWithoutAnAnswerMayHaveBeenAcceptedAndTheAnswerSaysSo() throws Exception {
    try (ScriptedSmtp silent = ScriptedSmtp.silentAtTheEnd();
        ScriptedSmtp cutting = ScriptedSmtp.cuttingAtTheEnd()) {
      // A busy machine may not get as far within the limit at its first attempts.
      Delivery tooSlow =
          await()
              .atMost(LIMIT)
              .until(
                  () -> within(silent, Duration.ofMillis(500)).send(FIRING),
                  delivery -> delivery.toString().contains("may have been accepted"));
      Delivery cutOff = within(cutting, Duration.ofSeconds(30)).send(FIRING);

      assertThat(tooSlow).isInstanceOf(Delivery.TryAgain.class);
      assertThat(tooSlow.toString()).contains("HF-MAIL-007");
      await().until(() -> silent.guests() == 0);
      assertThat(cutOff).isInstanceOf(Delivery.TryAgain.class);
      assertThat(cutOff.toString()).contains("HF-MAIL-006", "may have been accepted");
    }
  }

  @Test
  void whoIsInterruptedLeavesTheServerAtOnce() throws Exception {
    try (ScriptedSmtp silent = ScriptedSmtp.silentAtTheEnd()) {
      Notifier notifier = within(silent, Duration.ofSeconds(55));
      FutureTask<Delivery> sending = new FutureTask<>(() -> notifier.send(FIRING));
      Thread thread = Thread.ofPlatform().start(sending);
      await().until(() -> new String(silent.heard(), US_ASCII).contains("\r\n.\r\n"));
      thread.interrupt();

      assertThatThrownBy(sending::get).hasCauseInstanceOf(InterruptedException.class);
      await().until(() -> silent.guests() == 0);
    }
  }

  @Test
  void aRefusedLoginIsCalledSo() throws Exception {
    try (Stage stage = stage(Behaviour.REFUSES)) {
      assertThat(stage.notifier().send(FIRING).toString()).contains("HF-MAIL-004");
    }
  }
}
