package dev.holdfast.email;

import dev.holdfast.spi.Notification;
import dev.holdfast.spi.Notification.Status;
import jakarta.mail.Address;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Date;
import java.util.List;
import java.util.Locale;

/**
 * One letter. Its Message-ID is made of the id of the notification, so that one that is sent twice
 * is known as the same; all letters about an incident refer to one name, which makes them a thread.
 */
final class Letter extends MimeMessage {
  private static final int LONGEST_SUBJECT = 180;

  private final Notification notification;
  private String domain = "holdfast.invalid";

  /** Read by whoever has waited too long for the thread that writes it. */
  private volatile boolean handedOver;

  Letter(Session session, Notification notification) {
    super(session);
    this.notification = notification;
  }

  void write(InternetAddress from, List<InternetAddress> to) throws MessagingException {
    String address = from.getAddress();
    domain = address.substring(address.indexOf('@') + 1);
    setFrom(from);
    setRecipients(Message.RecipientType.TO, to.toArray(new Address[0]));
    setSubject(subject(notification), "UTF-8");
    setSentDate(Date.from(notification.at()));
    setHeader("References", name("incident." + notification.incident()));
    // Out-of-office programs do not answer what says so (RFC 3834).
    setHeader("Auto-Submitted", "auto-generated");
    setHeader("X-Auto-Response-Suppress", "All");
    setHeader("X-Holdfast-Incident", plain(notification.incident()));
    setHeader("X-Holdfast-Fingerprint", plain(notification.fingerprint()));
    MimeBodyPart text = new MimeBodyPart();
    text.setText(LetterText.of(notification), "UTF-8", "plain");
    MimeBodyPart html = new MimeBodyPart();
    html.setText(LetterHtml.of(notification), "UTF-8", "html");
    // The last one is the richest, as programs expect.
    setContent(new MimeMultipart("alternative", text, html));
    saveChanges();
  }

  static String subject(Notification notification) {
    String severity = notification.severity().name().toLowerCase(Locale.ROOT);
    String status =
        notification.status() == Status.RESOLVED
            ? "RESOLVED"
            : notification.status() + " " + severity;
    String subject = "[" + status + "] " + notification.server() + ": " + notification.title();
    String line = subject.replaceAll("[\\p{Cntrl}\\s]+", " ");
    return line.length() > LONGEST_SUBJECT ? line.substring(0, LONGEST_SUBJECT) : line;
  }

  /** Whether the last line of it was sent: from then on it may have been accepted. */
  boolean isHandedOver() {
    return handedOver;
  }

  @Override
  public void writeTo(OutputStream out, String[] ignored) throws IOException, MessagingException {
    super.writeTo(out, ignored);
    handedOver = true;
  }

  @Override
  protected void updateMessageID() throws MessagingException {
    setHeader("Message-ID", name(notification.id()));
  }

  private String name(String what) {
    return "<" + plain(what) + "." + plain(notification.server()) + "@" + domain + ">";
  }

  private static String plain(String text) {
    return text.replaceAll("[^A-Za-z0-9.-]", "-");
  }
}
