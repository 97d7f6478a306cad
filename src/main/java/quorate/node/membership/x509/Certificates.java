package quorate.node.membership.x509;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.edec.EdECObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.CRLNumber;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509v2CRLBuilder;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import quorate.node.membership.Admission;
import quorate.node.membership.Revocations;
import quorate.task.Bytes;
import quorate.task.NodeId;
import quorate.wire.Keys;

/**
 * Makes the three documents of an authority, in DER: its own certificate, a node's, and its
 * revocation list.
 */
public final class Certificates {
  /** The part of a subject that says what it is. */
  private static final String UNIT = "quorate";

  private Certificates() {}

  /** An authority's certificate of itself: it certifies nodes, and no other authority. */
  public static Bytes authority(String network, Keys authority, Instant from, Instant until) {
    try {
      X509v3CertificateBuilder builder =
          new X509v3CertificateBuilder(
              name(network),
              BigInteger.ONE,
              Date.from(from),
              Date.from(until),
              name(network),
              key(authority.id()));
      builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
      builder.addExtension(
          Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
      return Bytes.giving(builder.build(new Ed25519Signer(authority)).getEncoded());
    } catch (IOException impossible) {
      throw new UncheckedIOException("a certificate is written to memory", impossible);
    }
  }

  /** A node's certificate: its admission. */
  public static Bytes member(Keys authority, Admission admission) {
    try {
      X509v3CertificateBuilder builder =
          new X509v3CertificateBuilder(
              name(admission.network()),
              admission.serial(),
              Date.from(admission.from()),
              Date.from(admission.until()),
              name(admission.node().hex()),
              key(admission.node()));
      builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
      builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
      builder.addExtension(
          Extension.extendedKeyUsage,
          false,
          new ExtendedKeyUsage(
              new KeyPurposeId[] {KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth}));
      builder.addExtension(Extension.subjectAlternativeName, false, names(admission));
      return Bytes.giving(builder.build(new Ed25519Signer(authority)).getEncoded());
    } catch (IOException impossible) {
      throw new UncheckedIOException("a certificate is written to memory", impossible);
    }
  }

  /**
   * A revocation list. It does not end by itself: a node that no newer one has reached goes on with
   * it.
   */
  public static Bytes revocations(String network, Keys authority, Revocations list, Instant now) {
    try {
      X509v2CRLBuilder builder = new X509v2CRLBuilder(name(network), Date.from(now));
      for (Revocations.Revoked each : list.all()) {
        builder.addCRLEntry(each.serial(), Date.from(each.at()), each.reason().code());
      }
      builder.addExtension(
          Extension.cRLNumber, false, new CRLNumber(BigInteger.valueOf(list.number())));
      return Bytes.giving(builder.build(new Ed25519Signer(authority)).getEncoded());
    } catch (IOException impossible) {
      throw new UncheckedIOException("a revocation list is written to memory", impossible);
    }
  }

  private static X500Name name(String common) {
    return new X500NameBuilder(BCStyle.INSTANCE)
        .addRDN(BCStyle.OU, UNIT)
        .addRDN(BCStyle.CN, common)
        .build();
  }

  /** RFC 8410. */
  private static SubjectPublicKeyInfo key(NodeId node) {
    return new SubjectPublicKeyInfo(
        new AlgorithmIdentifier(EdECObjectIdentifiers.id_Ed25519), node.key().toArray());
  }

  private static GeneralNames names(Admission admission) {
    List<GeneralName> addresses =
        admission.addresses().stream()
            .map(each ->
                new GeneralName(numeric(each) ? GeneralName.iPAddress : GeneralName.dNSName, each))
            .toList();
    GeneralName[] all = new GeneralName[addresses.size() + 1];
    all[0] = new GeneralName(GeneralName.uniformResourceIdentifier, admission.uri());
    for (int i = 0; i < addresses.size(); i++) {
      all[i + 1] = addresses.get(i);
    }
    return new GeneralNames(all);
  }

  /** Whether it is an IP address, not a name. */
  private static boolean numeric(String address) {
    return address.contains(":") || address.matches("[0-9.]+");
  }
}
