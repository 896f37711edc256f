package dev.holdfast.email;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.holdfast.spi.Problem;
import dev.holdfast.spi.alert.Delivery;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;
import org.eclipse.angus.mail.smtp.SMTPSendFailedException;
import org.eclipse.angus.mail.smtp.SMTPSenderFailedException;
import org.jspecify.annotations.Nullable;

/** What the mail library's failures mean: 4xx passes, 5xx does not, the rest is the network. */
final class SmtpAnswers {
  private static final int LONGEST = 300;
  private static final int PERMANENT = 500;
  private static final String IN_DOUBT =
      "; it was handed over, so it may have been accepted, and may come twice";
  private static final String NOT_ACCEPTED = "; it was not handed over";

  private final List<String> secrets;

  SmtpAnswers(List<String> secrets) {
    List<String> all = new ArrayList<>();
    for (String secret : secrets) {
      all.add(secret);
      all.add(Base64.getEncoder().encodeToString(secret.getBytes(UTF_8)));
    }
    this.secrets = List.copyOf(all);
  }

  /**
   * What a failure means.
   *
   * @param handedOver whether the server has got all of the letter: then only its own word says
   *     that it has not accepted it
   */
  Delivery meaning(MessagingException failure, boolean handedOver) {
    String why = masked(words(failure));
    if (failure instanceof SendFailedException sent
        && sent.getValidSentAddresses() != null
        && sent.getValidSentAddresses().length > 0) {
      return new Delivery.Delivered("not to everybody: " + why);
    }
    if (failure instanceof AuthenticationFailedException) {
      // Greylisting and overload come with 4xx here too; only a refusal is for a person.
      return why.matches(".*\\b4[25][0-9][ -].*")
          ? again(EmailProblems.BUSY, why)
          : dead(EmailProblems.LOGIN, why);
    }
    int code = code(failure);
    if (code >= PERMANENT) {
      return dead(EmailProblems.REFUSED, why);
    } else if (code > 0) {
      return again(EmailProblems.BUSY, why);
    }
    return isUnsafe(failure)
        ? dead(EmailProblems.NOT_SAFE, why)
        : again(EmailProblems.UNREACHABLE, handedOver ? why + IN_DOUBT : why);
  }

  /** There was no time left for an answer. */
  Delivery tooSlow(Duration limit, boolean handedOver) {
    String why = "the letter took longer than " + limit.toMillis() + " ms";
    return again(EmailProblems.SLOW, handedOver ? why + IN_DOUBT : why + NOT_ACCEPTED);
  }

  private static Delivery again(Problem problem, String why) {
    return new Delivery.TryAgain(problem.because(why), Optional.empty());
  }

  private static Delivery dead(Problem problem, String why) {
    return new Delivery.Dead(problem.because(why));
  }

  /** The server's number; 0 when it has said none. Of several the one that may pass counts. */
  private static int code(MessagingException failure) {
    int code = 0;
    for (Exception each = failure;
        each instanceof MessagingException messaging;
        each = messaging.getNextException()) {
      int one =
          switch (each) {
            case SMTPAddressFailedException address -> address.getReturnCode();
            case SMTPSenderFailedException sender -> sender.getReturnCode();
            case SMTPSendFailedException send -> send.getReturnCode();
            default -> 0;
          };
      code = one > 0 && (code == 0 || one < code) ? one : code;
    }
    return code;
  }

  private static boolean isUnsafe(MessagingException failure) {
    for (Throwable each = failure; each != null; each = next(each)) {
      if (each instanceof CertificateException
          || each instanceof SSLPeerUnverifiedException
          || (each instanceof SSLHandshakeException && each.getCause() != null)
          || String.valueOf(each.getMessage()).contains("STARTTLS is required")
          || String.valueOf(each.getMessage()).contains("server identity")) {
        return true;
      }
    }
    return false;
  }

  private static @Nullable Throwable next(Throwable failure) {
    return failure instanceof MessagingException messaging && messaging.getNextException() != null
        ? messaging.getNextException()
        : failure.getCause();
  }

  private static String words(MessagingException failure) {
    StringBuilder words = new StringBuilder();
    int depth = 0;
    for (Throwable each = failure; each != null && depth < 4; each = next(each), depth++) {
      String message = each.getMessage();
      String word = message == null ? each.getClass().getSimpleName() : message;
      if (words.indexOf(word) < 0) {
        words.append(words.isEmpty() ? "" : ": ").append(word);
      }
    }
    return words.toString();
  }

  private String masked(String text) {
    String plain = text.replaceAll("[\\p{Cntrl}\\s]+", " ").strip();
    for (String secret : secrets) {
      plain = secret.isBlank() ? plain : plain.replace(secret, "***");
    }
    return plain.length() > LONGEST ? plain.substring(0, LONGEST) : plain;
  }
}
