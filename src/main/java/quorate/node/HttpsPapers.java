package quorate.node;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import quorate.node.membership.Documents;
import quorate.task.Bytes;

/**
 * The certificate by which clients know a node's HTTP server, and its key: looked at before the
 * node starts, since a server with a wrong one starts and then fails every client.
 *
 * @param chain in PEM, the server's own first
 * @param key in PEM (PKCS #8)
 */
public record HttpsPapers(Path chain, Path key, X509Certificate certificate) {
  private static final Pattern PKCS8 =
      Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");

  /** What a key signs by, to see that it is the certificate's. */
  private static final Map<String, String> SIGNATURES =
      Map.of("RSA", "SHA256withRSA", "EC", "SHA256withECDSA");

  private static final int BYTES_MAX = 1 << 20;

  /**
   * The papers that a configuration names.
   *
   * @throws Trouble when one cannot be read, they do not belong together, do not hold at {@code
   *     now}, or others can read the key
   */
  public static HttpsPapers read(NodeConfig.Http config, Instant now) {
    Path chain = Path.of(config.certificate());
    Path key = Path.of(config.key());
    X509Certificate own = own(chain);
    if (now.isBefore(own.getNotBefore().toInstant())
        || now.isAfter(own.getNotAfter().toInstant())) {
      throw new Trouble(
          "the certificate %s holds from %s until %s, and it is %s"
              .formatted(chain, own.getNotBefore().toInstant(), own.getNotAfter().toInstant(), now),
          "renew it, and see that the clock is right");
    }
    refuseLooseMode(key);
    PrivateKey secret = secret(key, own.getPublicKey().getAlgorithm());
    if (!belongs(secret, own.getPublicKey())) {
      throw new Trouble(
          "the key " + key + " is not that of the certificate " + chain,
          "set http.certificate and http.key to files that were made together");
    }
    return new HttpsPapers(chain, key, own);
  }

  private static X509Certificate own(Path chain) {
    try {
      List<X509Certificate> found = Documents.chain(Bytes.giving(bytes(chain)));
      return found.get(0);
    } catch (IOException | IllegalArgumentException e) {
      throw new Trouble(
          "cannot read the certificate " + chain + ": " + e.getMessage(),
          "http.certificate is a chain in PEM, the server's own certificate first",
          e);
    }
  }

  private static PrivateKey secret(Path key, String algorithm) {
    try {
      Matcher found = PKCS8.matcher(new String(bytes(key), StandardCharsets.US_ASCII));
      if (!found.find()) {
        throw new IOException("there is no unencrypted PRIVATE KEY in it");
      }
      byte[] der = Base64.getMimeDecoder().decode(found.group(1));
      return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der));
    } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
      throw new Trouble(
          "the key " + key + " is none for the certificate: " + e.getMessage(),
          "http.key is the certificate's key in PEM: openssl pkcs8 -topk8 -nodes -in KEY",
          e);
    }
  }

  private static boolean belongs(PrivateKey secret, PublicKey open) {
    String algorithm = SIGNATURES.get(open.getAlgorithm());
    if (algorithm == null) {
      throw new Trouble(
          "a certificate with a key of the kind " + open.getAlgorithm() + " is not served",
          "take one with an EC (P-256) or RSA key, which browsers know");
    }
    byte[] something = new byte[32];
    new SecureRandom().nextBytes(something);
    try {
      Signature signing = Signature.getInstance(algorithm);
      signing.initSign(secret);
      signing.update(something);
      byte[] signature = signing.sign();
      signing.initVerify(open);
      signing.update(something);
      return signing.verify(signature);
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  private static void refuseLooseMode(Path key) {
    try {
      if (!DataDir.posix()) {
        return;
      }
      Set<PosixFilePermission> mode = Files.getPosixFilePermissions(key);
      if (mode.contains(PosixFilePermission.OTHERS_READ)
          || mode.contains(PosixFilePermission.OTHERS_WRITE)) {
        throw new Trouble(
            "everybody can read the key " + key,
            "chmod 600 " + key + "; if somebody may have read it, take a new one");
      }
    } catch (IOException e) {
      throw new Trouble("cannot read the key " + key + ": " + e, "is http.key right?", e);
    }
  }

  private static byte[] bytes(Path file) throws IOException {
    if (Files.size(file) > BYTES_MAX) {
      throw new IOException("it is larger than 1 MiB");
    }
    return Files.readAllBytes(file);
  }
}
