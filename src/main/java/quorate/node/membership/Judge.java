package quorate.node.membership;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Optional;
import java.util.function.Function;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;
import quorate.node.membership.Rejection.Refusal;

/** A judgement of certificates as TLS takes it: the same for who dials and who is dialled. */
final class Judge extends X509ExtendedTrustManager {
  private final Function<X509Certificate[], Optional<Refusal>> judgement;
  private final X509Certificate authority;

  Judge(Function<X509Certificate[], Optional<Refusal>> judgement, X509Certificate authority) {
    this.judgement = judgement;
    this.authority = authority;
  }

  /** Why a certificate does not let in. */
  static final class Rejected extends CertificateException {
    private static final long serialVersionUID = 1;

    private final transient Refusal refusal;

    Rejected(Refusal refusal) {
      super(refusal.words());
      this.refusal = refusal;
    }

    Refusal refusal() {
      return refusal;
    }
  }

  private void check(X509Certificate[] chain) throws CertificateException {
    Optional<Refusal> refusal = judgement.apply(chain);
    if (refusal.isPresent()) {
      throw new Rejected(refusal.get());
    }
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
    check(chain);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
    check(chain);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
      throws CertificateException {
    check(chain);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
      throws CertificateException {
    check(chain);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
      throws CertificateException {
    check(chain);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
      throws CertificateException {
    check(chain);
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return new X509Certificate[] {authority};
  }
}
