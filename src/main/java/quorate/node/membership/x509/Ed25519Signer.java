package quorate.node.membership.x509;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import org.bouncycastle.asn1.edec.EdECObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.operator.ContentSigner;
import quorate.task.Bytes;
import quorate.wire.Keys;

/** Signs certificates with the project's own Ed25519 (RFC 8410). */
final class Ed25519Signer implements ContentSigner {
  private final Keys keys;
  private final ByteArrayOutputStream content = new ByteArrayOutputStream();

  Ed25519Signer(Keys keys) {
    this.keys = keys;
  }

  @Override
  public AlgorithmIdentifier getAlgorithmIdentifier() {
    return new AlgorithmIdentifier(EdECObjectIdentifiers.id_Ed25519);
  }

  @Override
  public OutputStream getOutputStream() {
    return content;
  }

  @Override
  public byte[] getSignature() {
    return keys.sign(Bytes.giving(content.toByteArray())).toArray();
  }
}
