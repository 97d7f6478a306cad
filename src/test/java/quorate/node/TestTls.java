package quorate.node;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** A private authority's certificate for 127.0.0.1 and localhost, as an operator would have one. */
public record TestTls(Path authority, Path certificate, Path key) {
  /** One that holds from {@code from} on for a day. */
  public static TestTls make(Path folder, Instant from) throws Exception {
    KeyPair authority = pair();
    KeyPair server = pair();
    X500Name issuer = new X500Name("CN=a private authority");
    byte[] root =
        signed(builder(issuer, issuer, authority, from), authority, Extension.basicConstraints);
    byte[] own =
        signed(
            builder(issuer, new X500Name("CN=localhost"), server, from),
            authority,
            Extension.subjectAlternativeName);
    Files.createDirectories(folder);
    TestTls made =
        new TestTls(
            folder.resolve("ca.pem"), folder.resolve("chain.pem"), folder.resolve("key.pem"));
    Files.writeString(made.authority, pem("CERTIFICATE", root));
    Files.writeString(made.certificate, pem("CERTIFICATE", own) + pem("CERTIFICATE", root));
    Files.createFile(
        made.key,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(made.key, pem("PRIVATE KEY", server.getPrivate().getEncoded()));
    return made;
  }

  private static KeyPair pair() throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    return generator.generateKeyPair();
  }

  private static X509v3CertificateBuilder builder(
      X500Name issuer, X500Name subject, KeyPair keys, Instant from) {
    return new JcaX509v3CertificateBuilder(
        issuer,
        BigInteger.valueOf(from.toEpochMilli()),
        Date.from(from),
        Date.from(from.plus(Duration.ofDays(1))),
        subject,
        keys.getPublic());
  }

  private static byte[] signed(
      X509v3CertificateBuilder builder,
      KeyPair authority,
      org.bouncycastle.asn1.ASN1ObjectIdentifier kind)
      throws Exception {
    if (kind.equals(Extension.basicConstraints)) {
      builder.addExtension(kind, true, new BasicConstraints(true));
    } else {
      GeneralName[] names = {
        new GeneralName(GeneralName.dNSName, "localhost"),
        new GeneralName(GeneralName.iPAddress, "127.0.0.1")
      };
      builder.addExtension(kind, false, new GeneralNames(names));
    }
    return builder
        .build(new JcaContentSignerBuilder("SHA256withECDSA").build(authority.getPrivate()))
        .getEncoded();
  }

  private static String pem(String label, byte[] der) {
    String body =
        Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII)).encodeToString(der);
    return "-----BEGIN " + label + "-----\n" + body + "\n-----END " + label + "-----\n";
  }
}
