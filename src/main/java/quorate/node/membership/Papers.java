package quorate.node.membership;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.Optional;
import quorate.node.Trouble;
import quorate.task.Bytes;

/**
 * What an authority has given a node, all of it public: the authority's certificate, the node's,
 * and the revocation list.
 *
 * @param list the revocation list as it is written; empty when there is none yet
 */
record Papers(
    X509Certificate authority,
    X509Certificate certificate,
    Admission admission,
    Revocations revocations,
    Bytes list) {
  static final String AUTHORITY = "authority.crt";
  static final String CERTIFICATE = "node.crt";
  static final String LIST = "revoked.crl";

  /**
   * The papers of a folder.
   *
   * @throws Trouble when one cannot be read, or is not the authority's
   */
  static Papers read(Path folder) {
    X509Certificate authority = certificate(folder.resolve(AUTHORITY));
    X509Certificate certificate = certificate(folder.resolve(CERTIFICATE));
    try {
      String network = Documents.network(authority);
      Admission admission = Documents.admission(certificate);
      if (!Documents.signedBy(certificate, authority.getPublicKey())) {
        throw new IllegalArgumentException(
            "expected " + CERTIFICATE + " to be of the authority of " + network);
      }
      Optional<Bytes> list = list(folder.resolve(LIST));
      Revocations revocations =
          list.map(each -> Documents.revocations(each, authority)).orElse(Revocations.NONE);
      return new Papers(authority, certificate, admission, revocations, list.orElse(Bytes.EMPTY));
    } catch (IllegalArgumentException wrong) {
      throw new Trouble(
          "the papers in " + folder + " do not hold: " + wrong.getMessage(),
          "ask the network's operator for new ones: quorate network admit",
          wrong);
    }
  }

  private static X509Certificate certificate(Path file) {
    try {
      return Documents.certificate(Documents.file(file));
    } catch (IOException e) {
      throw new Trouble(
          "cannot read " + file + ": " + e,
          "network.dir is the folder that quorate network admit wrote",
          e);
    } catch (IllegalArgumentException wrong) {
      throw new Trouble(
          file + " is no certificate: " + wrong.getMessage(),
          "copy it again from the network's operator",
          wrong);
    }
  }

  private static Optional<Bytes> list(Path file) {
    try {
      return Files.exists(file) ? Optional.of(Documents.file(file)) : Optional.empty();
    } catch (IOException e) {
      throw new Trouble("cannot read " + file + ": " + e, "make it readable for this user", e);
    }
  }

  Papers with(Revocations newer, Bytes written) {
    return new Papers(authority, certificate, admission, newer, written);
  }
}
