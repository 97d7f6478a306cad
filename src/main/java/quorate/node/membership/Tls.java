package quorate.node.membership;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedKeyManager;
import quorate.node.membership.Rejection.Refusal;
import quorate.task.Bytes;
import quorate.wire.Keys;

/** How members speak TLS: version 1.3 only, both sides show their certificates (RFC 8446). */
public final class Tls {
  public static final String VERSION = "TLSv1.3";

  private static final String ALIAS = "node";

  private final Membership membership;
  private final Keys keys;
  private volatile X509ExtendedKeyManager keyManager;
  private volatile SSLContext context;

  Tls(Membership membership, Keys keys) {
    this.membership = membership;
    this.keys = keys;
    this.keyManager = keyManagerNow();
    this.context = contextNow();
  }

  /** There is another certificate; connections that are made from now on show it. */
  void renewed() {
    keyManager = keyManagerNow();
    context = contextNow();
  }

  /**
   * An engine for a connection of members. It refuses a foreign certificate; all else is judged
   * after the handshake, when both sides can be told why.
   */
  SSLEngine engine(boolean client) {
    SSLEngine engine = context.createSSLEngine();
    engine.setUseClientMode(client);
    engine.setNeedClientAuth(!client);
    engine.setEnabledProtocols(new String[] {VERSION});
    bound(engine);
    return engine;
  }

  /** Members' keys are exchanged over this curve; a stranger could wish for ten times the work. */
  public static void bound(SSLEngine engine) {
    SSLParameters parameters = engine.getSSLParameters();
    parameters.setNamedGroups(new String[] {"x25519"});
    engine.setSSLParameters(parameters);
  }

  /** Shows the certificate that the node has now. */
  public X509ExtendedKeyManager keys() {
    return new CurrentKeys(() -> keyManager);
  }

  /** Trusts whom {@link Membership} lets in at the moment. */
  public TrustManager trust() {
    return new Judge(membership::judge, membership.papers().authority());
  }

  /** The node's key and certificate in PKCS #12, for those who take nothing else. */
  public Bytes pkcs12(String password) {
    try {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      store(password.toCharArray()).store(out, password.toCharArray());
      return Bytes.giving(out.toByteArray());
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("every JDK writes PKCS #12", e);
    }
  }

  /** The authority's certificate in PEM. */
  public String authorityPem() {
    try {
      return Documents.pem(
          "CERTIFICATE", Bytes.giving(membership.papers().authority().getEncoded()));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("it was read from its encoding", e);
    }
  }

  private SSLContext contextNow() {
    try {
      SSLContext made = SSLContext.getInstance(VERSION);
      TrustManager foreign = new Judge(this::foreign, membership.papers().authority());
      made.init(new KeyManager[] {keyManager}, new TrustManager[] {foreign}, null);
      return made;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK since 11 has TLS 1.3", e);
    }
  }

  private Optional<Refusal> foreign(X509Certificate[] chain) {
    return membership
        .judge(chain)
        .filter(
            refusal -> refusal.why() == Rejection.FOREIGN || refusal.why() == Rejection.MALFORMED);
  }

  private X509ExtendedKeyManager keyManagerNow() {
    byte[] chance = new byte[32];
    new SecureRandom().nextBytes(chance);
    char[] password = HexFormat.of().formatHex(chance).toCharArray();
    try {
      // NewSunX509 would decrypt the key anew for every handshake: as much work as all the rest.
      KeyManagerFactory factory = KeyManagerFactory.getInstance("SunX509");
      factory.init(store(password), password);
      return (X509ExtendedKeyManager) factory.getKeyManagers()[0];
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("every JDK since 15 has Ed25519", e);
    }
  }

  private KeyStore store(char[] password) throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, password);
    Certificate[] chain = {membership.papers().certificate(), membership.papers().authority()};
    store.setKeyEntry(ALIAS, Documents.secret(keys), password, chain);
    return store;
  }
}
