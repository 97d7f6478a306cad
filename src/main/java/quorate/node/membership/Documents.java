package quorate.node.membership;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.CRLException;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509CRL;
import java.security.cert.X509CRLEntry;
import java.security.cert.X509Certificate;
import java.security.spec.EdECPrivateKeySpec;
import java.security.spec.NamedParameterSpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import quorate.task.Bytes;
import quorate.task.Check;
import quorate.task.NodeId;
import quorate.wire.Keys;

/**
 * Certificates and revocation lists in PEM, and what they say of a network. What cannot be read, or
 * is not what it should be, is an {@link IllegalArgumentException} that says what was expected.
 */
public final class Documents {
  /** A certificate has less than a kilobyte, a list of {@link Revocations#REVOKED_MAX} less. */
  public static final int BYTES_MAX = 1 << 20;

  /** RFC 5280, section 5.2.3. */
  private static final String LIST_NUMBER = "2.5.29.20";

  /** What stands before an Ed25519 public key in its certificate (RFC 8410, section 4). */
  private static final byte[] KEY_HEAD = HexFormat.of().parseHex("302a300506032b6570032100");

  private static final int URI = 6;
  private static final Set<Integer> ADDRESSES = Set.of(2, 7); // dNSName, iPAddress

  private Documents() {}

  /** A file of at most {@link #BYTES_MAX}. */
  static Bytes file(Path path) throws IOException {
    try (InputStream in = Files.newInputStream(path)) {
      byte[] bytes = in.readNBytes(BYTES_MAX + 1);
      Check.argument(bytes.length <= BYTES_MAX, path + " has at most 1 MiB");
      return Bytes.giving(bytes);
    }
  }

  /** DER in PEM (RFC 7468). */
  static String pem(String label, Bytes der) {
    byte[] line = "\n".getBytes(StandardCharsets.US_ASCII);
    String body = Base64.getMimeEncoder(64, line).encodeToString(der.toArray());
    return "-----BEGIN " + label + "-----\n" + body + "\n-----END " + label + "-----\n";
  }

  /** The one certificate in PEM or DER. */
  static X509Certificate certificate(Bytes bytes) {
    try {
      Certificate read = factory().generateCertificate(in(bytes));
      if (read instanceof X509Certificate certificate) {
        return certificate;
      }
      throw new CertificateException("another kind of certificate");
    } catch (CertificateException e) {
      throw new IllegalArgumentException("expected a certificate in PEM: " + e.getMessage(), e);
    }
  }

  /** All certificates of a chain in PEM, the first one's own first. */
  public static List<X509Certificate> chain(Bytes bytes) {
    try {
      List<X509Certificate> chain = new ArrayList<>();
      for (Certificate each : factory().generateCertificates(in(bytes))) {
        if (each instanceof X509Certificate certificate) {
          chain.add(certificate);
        }
      }
      Check.argument(!chain.isEmpty(), "expected a certificate in PEM");
      return chain;
    } catch (CertificateException e) {
      throw new IllegalArgumentException("expected certificates in PEM: " + e.getMessage(), e);
    }
  }

  /** The name of the network whose authority's certificate this is. */
  static String network(X509Certificate authority) {
    Check.argument(
        authority.getBasicConstraints() >= 0 && signedBy(authority, authority.getPublicKey()),
        "expected the certificate of a network's authority");
    for (String part : authority.getSubjectX500Principal().getName().split(",", 8)) {
      if (part.startsWith("CN=")) {
        return part.substring(3);
      }
    }
    throw new IllegalArgumentException("expected the network's name in its authority's CN");
  }

  static boolean signedBy(X509Certificate certificate, PublicKey authority) {
    try {
      certificate.verify(authority);
      return true;
    } catch (GeneralSecurityException | RuntimeException foreign) {
      return false;
    }
  }

  /** What a node's certificate says; its signature is another question. */
  static Admission admission(X509Certificate certificate) {
    NodeId node = node(certificate.getPublicKey());
    List<String> addresses = new ArrayList<>();
    String uri = "";
    for (List<?> name : names(certificate)) {
      String value = String.valueOf(name.get(1));
      if (Integer.valueOf(URI).equals(name.get(0))) {
        uri = value;
      } else if (ADDRESSES.contains(name.get(0)) && addresses.size() < Admission.ADDRESSES_MAX) {
        addresses.add(value);
      }
    }
    String[] parts = uri.split("/", -1);
    Check.argument(parts.length == 4, "expected quorate://<network>/<node> in the certificate");
    Admission admission =
        new Admission(
            parts[2],
            node,
            addresses,
            certificate.getNotBefore().toInstant(),
            certificate.getNotAfter().toInstant(),
            certificate.getSerialNumber());
    Check.argument(uri.equals(admission.uri()), "the certificate's key is not that of its node");
    return admission;
  }

  private static Collection<List<?>> names(X509Certificate certificate) {
    try {
      Collection<List<?>> names = certificate.getSubjectAlternativeNames();
      return names == null ? List.of() : names;
    } catch (CertificateParsingException e) {
      throw new IllegalArgumentException("expected the names of a node: " + e.getMessage(), e);
    }
  }

  /** The node whose identity is this key. */
  static NodeId node(PublicKey key) {
    byte[] encoded = key.getEncoded();
    int head = KEY_HEAD.length;
    Check.argument(
        encoded != null
            && encoded.length == head + NodeId.BYTES
            && Arrays.equals(encoded, 0, head, KEY_HEAD, 0, head),
        "expected an Ed25519 key");
    return new NodeId(Bytes.copyOf(Arrays.copyOfRange(encoded, head, encoded.length)));
  }

  /** The secret key as the JDK's TLS takes it. */
  static PrivateKey secret(Keys keys) {
    try {
      return KeyFactory.getInstance("Ed25519")
          .generatePrivate(new EdECPrivateKeySpec(NamedParameterSpec.ED25519, keys.secret()));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK since 15 has Ed25519", e);
    }
  }

  /** What a list says, which this authority has signed. */
  static Revocations revocations(Bytes bytes, X509Certificate authority) {
    try {
      if (!(factory().generateCRL(in(bytes)) instanceof X509CRL list)) {
        throw new CRLException("another kind of list");
      }
      list.verify(authority.getPublicKey());
      Set<? extends X509CRLEntry> entries = list.getRevokedCertificates();
      List<Revocations.Revoked> all =
          entries == null ? List.of() : entries.stream().map(Documents::revoked).toList();
      return new Revocations(number(list), all);
    } catch (CRLException e) {
      throw new IllegalArgumentException("expected a revocation list in PEM: " + e, e);
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("expected a list that the authority has signed", e);
    }
  }

  private static Revocations.Revoked revoked(X509CRLEntry entry) {
    Instant at = entry.getRevocationDate().toInstant();
    Revocations.Reason why = Revocations.Reason.named(String.valueOf(entry.getRevocationReason()));
    return new Revocations.Revoked(entry.getSerialNumber(), at, why);
  }

  /** An INTEGER in an OCTET STRING. */
  private static long number(X509CRL list) {
    byte @Nullable [] extension = list.getExtensionValue(LIST_NUMBER);
    Check.argument(
        extension != null && extension.length > 4 && extension.length <= 12,
        "expected a list with a number");
    return new BigInteger(Arrays.copyOfRange(extension, 4, extension.length)).longValueExact();
  }

  private static CertificateFactory factory() {
    try {
      return CertificateFactory.getInstance("X.509");
    } catch (CertificateException e) {
      throw new IllegalStateException("every JDK reads X.509", e);
    }
  }

  private static ByteArrayInputStream in(Bytes bytes) {
    return new ByteArrayInputStream(bytes.toArray());
  }
}
