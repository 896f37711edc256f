package dev.holdfast.email;

import dev.holdfast.spi.ProblemException;
import dev.holdfast.spi.Secret;
import dev.holdfast.spi.Validation;
import dev.holdfast.spi.alert.Delivery;
import dev.holdfast.spi.alert.Notification;
import dev.holdfast.spi.alert.Notifier;
import jakarta.mail.Address;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/**
 * Hands a letter to a mail server, within one limit on all of it. A limit on each answer would not
 * do: a server that is slow with every one of them would hold up the next letter for minutes, and
 * one that takes its time over the last one has accepted the letter that is then sent again.
 */
final class EmailNotifier implements Notifier {
  private static final Logger LOG = System.getLogger("dev.holdfast.email");

  private final EmailConfig config;
  private final Session session;
  private final InternetAddress from;
  private final List<InternetAddress> to;
  private final SmtpAnswers answers;

  private EmailNotifier(
      EmailConfig config, Session session, InternetAddress from, List<InternetAddress> to) {
    this.config = config;
    this.session = session;
    this.from = from;
    this.to = List.copyOf(to);
    this.answers =
        new SmtpAnswers(
            Stream.of(config.password()).flatMap(Optional::stream).map(Secret::value).toList());
  }

  /**
   * Makes one.
   *
   * @throws ProblemException an address is none, or there is none
   */
  static EmailNotifier of(EmailConfig config) {
    if (config.to().isEmpty()) {
      throw new ProblemException(EmailProblems.SETTINGS.because("to has no address"));
    }
    List<InternetAddress> to = new ArrayList<>();
    config.to().forEach(each -> to.add(Addresses.of("to", each)));
    return new EmailNotifier(config, session(config), Addresses.of("from", config.from()), to);
  }

  /** Says what {@link #of} would refuse, setting by setting. */
  static void validate(EmailConfig config, Validation validation) {
    if (config.to().isEmpty()) {
      validation.refuse("to", EmailProblems.SETTINGS.because("to has no address"));
    }
    for (int i = 0; i < config.to().size(); i++) {
      String one = config.to().get(i);
      validation.check("to[" + i + "]", () -> Addresses.of("to", one));
    }
    validation.check("from", () -> Addresses.of("from", config.from()));
    config
        .certificates()
        .ifPresent(file -> validation.check("certificates", () -> Certificates.trusted(file)));
  }

  private static String host(EmailConfig config) {
    try {
      return Addresses.ascii(config.host().strip());
    } catch (IllegalArgumentException e) {
      String why = "host = \"" + config.host() + "\" is not a host name";
      throw new ProblemException(EmailProblems.SETTINGS.because(why), e);
    }
  }

  private static Session session(EmailConfig config) {
    Properties properties = new Properties();
    properties.put("mail.transport.protocol", "smtp");
    properties.put("mail.smtp.host", host(config));
    properties.put("mail.smtp.port", Integer.toString(config.port()));
    properties.put(
        "mail.smtp.connectiontimeout", Long.toString(config.connectTimeout().toMillis()));
    // What the server says to the goodbye does not matter.
    properties.put("mail.smtp.quitwait", "false");
    // A recipient who has left the company does not keep it from the others.
    properties.put("mail.smtp.sendpartial", "true");
    properties.put("mail.smtp.auth", Boolean.toString(config.user().isPresent()));
    boolean startTls = config.security() == EmailConfig.Security.STARTTLS;
    properties.put("mail.smtp.starttls.enable", Boolean.toString(startTls));
    properties.put("mail.smtp.starttls.required", Boolean.toString(startTls));
    properties.put(
        "mail.smtp.ssl.enable", Boolean.toString(config.security() == EmailConfig.Security.TLS));
    properties.put("mail.smtp.ssl.checkserveridentity", "true");
    config
        .certificates()
        .ifPresent(
            file -> properties.put("mail.smtp.ssl.socketFactory", Certificates.trusted(file)));
    return Session.getInstance(properties);
  }

  /**
   * Sends it on a virtual thread: an interrupt closes the socket that one waits for, and is not
   * heard by any other that waits for a socket. While it looks for a name it does not hear it
   * either, but nobody waits for it any more.
   */
  @Override
  public Delivery send(Notification notification) throws InterruptedException {
    Letter letter = new Letter(session, notification);
    FutureTask<Delivery> sending = new FutureTask<>(() -> handOver(letter));
    Thread thread = Thread.ofVirtual().name("holdfast-email").unstarted(sending);
    // The mail library looks for its parts by the thread's loader.
    thread.setContextClassLoader(EmailNotifier.class.getClassLoader());
    thread.start();
    try {
      return sending.get(config.letterTimeout().toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      return answers.tooSlow(config.letterTimeout(), letter.isHandedOver());
    } catch (ExecutionException e) {
      throw new IllegalStateException("the letter was not sent", e.getCause());
    } finally {
      thread.interrupt();
    }
  }

  private Delivery handOver(Letter letter) {
    try {
      letter.write(from, to);
      post(letter);
      return new Delivery.Delivered(letter.getMessageID());
    } catch (MessagingException e) {
      return answers.meaning(e, letter.isHandedOver());
    }
  }

  private void post(Letter letter) throws MessagingException {
    Transport transport = session.getTransport();
    try {
      String password = config.password().map(Secret::value).orElse("");
      transport.connect(config.user().orElse(null), password);
      transport.sendMessage(letter, to.toArray(new Address[0]));
    } finally {
      close(transport);
    }
  }

  /** A letter that the server has accepted is not sent again because the goodbye has failed. */
  private static void close(Transport transport) {
    try {
      transport.close();
    } catch (MessagingException e) {
      LOG.log(Level.DEBUG, "The mail server took no leave", e);
    }
  }

  @Override
  public String toString() {
    return "email over " + config.host() + ":" + config.port();
  }
}
