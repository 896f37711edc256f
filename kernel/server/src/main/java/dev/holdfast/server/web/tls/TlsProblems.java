package dev.holdfast.server.web.tls;

import dev.holdfast.spi.Problem;

/** What can be wrong with the certificate of the web port. */
final class TlsProblems {
  static final Problem TLS_FILES =
      new Problem(
          "HF-WEB-043",
          503,
          "The certificate or key of the web port cannot be used",
          "",
          "Look at holdfast.web.tls: certificate-file and key-file take PEM, key-store-file PKCS12;"
              + " `openssl x509 -in FILE -text` shows a certificate");

  static final Problem CERTIFICATE_ENDS =
      new Problem(
          "HF-WEB-044",
          503,
          "The certificate of the web port ends soon",
          "",
          "Put the new certificate and key into the files of holdfast.web.tls; the server takes"
              + " them without a restart");

  private TlsProblems() {}
}
