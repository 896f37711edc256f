package dev.holdfast.email;

import dev.holdfast.spi.alert.Notification;
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

/**
 * One letter. Its Message-ID is made of the id of the notification, so that one that is sent twice
 * is known as the same. All letters about an incident refer to one name and have one subject, which
 * makes them a thread: some programs go by the one, Gmail wants both. So what changes, the status
 * first of all, stands in the first line of the body.
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
    String thread = name("incident." + notification.incident());
    setHeader("In-Reply-To", thread);
    setHeader("References", thread);
    setHeader("List-Id", list());
    // Out-of-office programs do not answer what says so (RFC 3834).
    setHeader("Auto-Submitted", "auto-generated");
    setHeader("X-Auto-Response-Suppress", "All");
    setHeader("X-Holdfast-Incident", plain(notification.incident()));
    setHeader("X-Holdfast-JarRevision", plain(notification.fingerprint()));
    MimeBodyPart text = new MimeBodyPart();
    text.setText(LetterText.of(notification), "UTF-8", "plain");
    MimeBodyPart html = new MimeBodyPart();
    html.setText(LetterHtml.of(notification), "UTF-8", "html");
    // The last one is the richest, as programs expect.
    setContent(new MimeMultipart("alternative", text, html));
    saveChanges();
  }

  /** Of one incident always the same; what has no end is a thread of one letter. */
  static String subject(Notification notification) {
    String about =
        switch (notification.status()) {
          case FIRING, RESOLVED -> notification.subject() + " [" + notification.incident() + "]";
          case NOTICE, DIGEST -> notification.title();
        };
    String line = (notification.server() + ": " + about).replaceAll("[\\p{Cntrl}\\s]+", " ");
    if (line.length() <= LONGEST_SUBJECT) {
      return line;
    }
    boolean pair = Character.isHighSurrogate(line.charAt(LONGEST_SUBJECT - 1));
    return line.substring(0, pair ? LONGEST_SUBJECT - 1 : LONGEST_SUBJECT);
  }

  /** By this people sort what one server tells (RFC 2919). */
  private String list() {
    String server = plain(notification.server());
    return "Alerts of " + server + " <alerts." + server + "." + domain + ">";
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
