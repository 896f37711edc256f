package dev.holdfast.server.web.tls;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.helidon.common.pki.Keys;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;

/** Tries whether a private key and a certificate are one pair, by signing and verifying. */
final class Signatures {
  private static final byte[] TEXT = "holdfast".getBytes(US_ASCII);

  private Signatures() {}

  static boolean belongTogether(Keys keys) {
    PrivateKey mine = keys.privateKey().orElseThrow();
    PublicKey shown = keys.certChain().getFirst().getPublicKey();
    String algorithm =
        switch (shown.getAlgorithm()) {
          case "RSA" -> "SHA256withRSA";
          case "EC" -> "SHA256withECDSA";
          case "DSA" -> "SHA256withDSA";
          default -> shown.getAlgorithm();
        };
    try {
      Signature signature = Signature.getInstance(algorithm);
      signature.initSign(mine);
      signature.update(TEXT);
      byte[] made = signature.sign();
      signature.initVerify(shown);
      signature.update(TEXT);
      return signature.verify(made);
    } catch (GeneralSecurityException e) {
      return false;
    }
  }
}
