package quorate.node.membership;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLException;
import quorate.node.membership.Rejection.Refusal;

/**
 * The handshake of two members over a blocking socket: TLS 1.3 with both certificates, and then one
 * record each way that says whether, or why not, the other is let in. Nothing is read beyond it.
 */
public final class Handshake {
  /** All of it; whoever needs longer is a stranger. */
  public static final int MILLIS_MAX = 5_000;

  private static final int HEADER = Greeting.HEADER;

  static final int RECORD_MAX = (16 << 10) + 256; // RFC 8446, section 5.2
  private static final int RECORDS_MAX = 64;

  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  private final Socket socket;
  private final SSLEngine engine;
  private final long endNanos;
  private final ByteBuffer incoming = ByteBuffer.allocate(HEADER + RECORD_MAX);
  private final ByteBuffer said;
  private final ByteBuffer outgoing;
  private int records;

  private Handshake(Socket socket, SSLEngine engine, long endNanos) {
    this.socket = socket;
    this.engine = engine;
    this.endNanos = endNanos;
    this.said = ByteBuffer.allocate(engine.getSession().getApplicationBufferSize());
    this.outgoing = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
    incoming.limit(0);
  }

  /** Two members know each other. */
  public record Secured(SSLEngine engine, Admission peer) {}

  /** They do not. */
  public static final class Refused extends IOException {
    private static final long serialVersionUID = 1;

    private final transient Refusal refusal;
    private final boolean byPeer;

    public Refused(Refusal refusal, boolean byPeer) {
      super(refusal.words());
      this.refusal = refusal;
      this.byPeer = byPeer;
    }

    public Refusal refusal() {
      return refusal;
    }

    /** Whether it is the other side that refuses. */
    public boolean byPeer() {
      return byPeer;
    }

    /** It is told in one line, as often as strangers like. */
    @Override
    public Throwable fillInStackTrace() {
      return this;
    }
  }

  /**
   * Makes a connection one of members, or fails within {@link #MILLIS_MAX}.
   *
   * @param dialled whether this node has called the other
   * @throws Refused when one of them does not let the other in
   */
  public static Secured perform(Membership membership, Socket socket, boolean dialled)
      throws IOException {
    return dialled ? dial(membership, socket) : perform(membership, socket, Greeting.heard(socket));
  }

  /** The same, when the other has called and begun. */
  public static Secured perform(Membership membership, Socket socket, Greeting greeting)
      throws IOException {
    int patience = socket.getSoTimeout();
    try {
      SSLEngine engine = membership.tls().engine(false);
      Handshake handshake = new Handshake(socket, engine, greeting.endNanos());
      handshake.incoming.clear().put(greeting.record()).flip();
      return handshake.secured(membership);
    } finally {
      socket.setSoTimeout(patience);
    }
  }

  private static Secured dial(Membership membership, Socket socket) throws IOException {
    int patience = socket.getSoTimeout();
    try {
      Secured secured =
          new Handshake(socket, membership.tls().engine(true), endNanos()).secured(membership);
      membership.welcome();
      return secured;
    } finally {
      socket.setSoTimeout(patience);
    }
  }

  static long endNanos() {
    return System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(MILLIS_MAX);
  }

  private Secured secured(Membership membership) throws IOException {
    shake();
    Secured secured = judged(membership);
    membership.remember(secured.peer());
    return secured;
  }

  // ---- TLS

  private void shake() throws IOException {
    try {
      engine.beginHandshake();
      while (true) {
        switch (engine.getHandshakeStatus()) {
          case NEED_WRAP -> send(NOTHING);
          case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> receive();
          case NEED_TASK -> tasks();
          case FINISHED, NOT_HANDSHAKING -> {
            return;
          }
        }
      }
    } catch (SSLException broken) {
      alert();
      endInOrder();
      throw refused(broken);
    }
  }

  private void tasks() {
    for (Runnable task = engine.getDelegatedTask(); task != null; ) {
      task.run();
      task = engine.getDelegatedTask();
    }
  }

  /** Tells the other side why, as far as TLS has a word for it. */
  private void alert() {
    try {
      while (engine.getHandshakeStatus() == SSLEngineResult.HandshakeStatus.NEED_WRAP) {
        if (!send(NOTHING)) {
          return;
        }
      }
    } catch (IOException gone) {
      engine.closeOutbound(); // nobody is left to be told
    }
  }

  private static Refused refused(SSLException broken) {
    for (Throwable at = broken; at != null; at = at.getCause()) {
      if (at instanceof Judge.Rejected rejected) {
        return new Refused(rejected.refusal(), false);
      }
    }
    String words = String.valueOf(broken.getMessage());
    boolean byPeer = words.contains("Received fatal alert");
    if (byPeer && words.contains(Greeting.NO_ROOM_WORD)) {
      return new Refused(Rejection.CROWDED.because(words), true);
    }
    boolean bare = words.contains("client certificate");
    return new Refused((bare ? Rejection.FOREIGN : Rejection.NO_TLS).because(words), byPeer);
  }

  /** Writes one record; false when there is none to write. */
  private boolean send(ByteBuffer plain) throws IOException {
    outgoing.clear();
    SSLEngineResult result = engine.wrap(plain, outgoing);
    outgoing.flip();
    socket.getOutputStream().write(outgoing.array(), 0, outgoing.limit());
    socket.getOutputStream().flush();
    return result.bytesProduced() > 0;
  }

  /** Takes one record in. */
  private void receive() throws IOException {
    if (!incoming.hasRemaining()) {
      read();
    }
    SSLEngineResult result = engine.unwrap(incoming, said);
    if (result.getStatus() != SSLEngineResult.Status.OK) {
      throw new Refused(Rejection.NO_TLS.because("the connection was closed"), false);
    }
  }

  private void read() throws IOException {
    if (++records > RECORDS_MAX) {
      throw new Refused(Rejection.NO_TLS.because("the handshake has no end"), false);
    }
    byte[] header = incoming.array();
    fill(0, 1);
    if (header[0] < 20 || header[0] > 23) {
      throw new Refused(Rejection.NO_TLS.because("it goes on with byte " + header[0]), false);
    }
    fill(1, HEADER - 1);
    int length = Greeting.length(header);
    fill(HEADER, length);
    incoming.position(0).limit(HEADER + length);
  }

  private void fill(int from, int length) throws IOException {
    fill(socket, endNanos, incoming.array(), from, length);
  }

  static void fill(Socket socket, long endNanos, byte[] into, int from, int length)
      throws IOException {
    InputStream in = socket.getInputStream();
    int got = 0;
    while (got < length) {
      long left = TimeUnit.NANOSECONDS.toMillis(endNanos - System.nanoTime());
      socket.setSoTimeout((int) Math.max(1, left));
      int more = left <= 0 ? 0 : in.read(into, from + got, length - got);
      if (more < 0) {
        throw new EOFException("it hung up");
      }
      if (more == 0) {
        throw new SocketTimeoutException("it is silent");
      }
      got += more;
    }
  }

  // ---- what they think of each other

  private Secured judged(Membership membership) throws IOException {
    Certificate[] shown = engine.getSession().getPeerCertificates();
    X509Certificate[] chain = Arrays.copyOf(shown, shown.length, X509Certificate[].class);
    Optional<Refusal> mine = membership.judge(chain);
    if (mine.isEmpty()) {
      mine = Membership.judge(Documents.admission(chain[0]), socket.getInetAddress());
    }
    if (mine.isPresent()) {
      tell(mine.get().words());
      linger();
      throw new Refused(mine.get(), false);
    }
    String theirs = exchanged();
    if (!theirs.isEmpty()) {
      throw new Refused(Rejection.FOREIGN.because(theirs), true);
    }
    return new Secured(engine, Documents.admission(chain[0]));
  }

  /** One byte for the length, then the words; no words: let in. */
  private void tell(String words) throws IOException {
    byte[] text = words.getBytes(StandardCharsets.US_ASCII);
    ByteBuffer all = ByteBuffer.allocate(1 + text.length);
    all.put((byte) text.length).put(text).flip();
    while (all.hasRemaining()) {
      send(all);
    }
  }

  /** Lets the other side in; what it says is heard even when it hangs up on that. */
  private String exchanged() throws IOException {
    try {
      tell("");
    } catch (IOException hungUp) {
      String theirs = heardBehind(hungUp);
      if (theirs.isEmpty()) {
        throw hungUp;
      }
      return theirs;
    }
    return heard();
  }

  private String heardBehind(IOException hungUp) throws IOException {
    try {
      return heard();
    } catch (IOException nothing) {
      hungUp.addSuppressed(nothing);
      throw hungUp;
    }
  }

  /**
   * Waits for the word that is on its way, and then hangs up in order. Hazelcast's sockets are
   * reset when they are closed, and a reset that comes before the other side has written its word,
   * or read this one, leaves it without knowing why (RFC 9112, section 9.6, has the same for HTTP).
   */
  private void linger() {
    try {
      heard();
    } catch (IOException gone) {
      said.clear(); // whatever it was: the other side is refused
    }
    endInOrder();
  }

  private void endInOrder() {
    try {
      socket.setSoLinger(false, 0);
    } catch (SocketException closed) {
      incoming.clear(); // by whoever makes room for others: nothing is left to be told
    }
  }

  private String heard() throws IOException {
    try {
      while (said.position() == 0 || said.position() < 1 + (said.get(0) & 0xff)) {
        receive();
        tasks();
      }
    } catch (SSLException broken) {
      throw refused(broken);
    }
    return new String(said.array(), 1, said.get(0) & 0xff, StandardCharsets.US_ASCII)
        .replaceAll("[^ -~]", "?");
  }
}
