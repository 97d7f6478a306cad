package quorate.node.cluster;

import com.hazelcast.nio.MemberSocketInterceptor;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.Collections;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Properties;
import java.util.WeakHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import quorate.node.cluster.UnderWay.Caller;
import quorate.node.membership.Greeting;
import quorate.node.membership.Handshake;
import quorate.node.membership.Handshake.Refused;
import quorate.node.membership.Handshake.Secured;
import quorate.node.membership.Membership;
import quorate.node.membership.Rejection;
import quorate.node.membership.Rejection.Refusal;
import quorate.node.membership.Strangers;

/**
 * Shakes hands with whoever knocks at the members' door, before Hazelcast hears him. Each handshake
 * holds a thread of {@code hz:io} for as long as it takes, five seconds at most; so only few {@link
 * UnderWay} may keep silent, and few shake hands. Strangers, from whose addresses no member has
 * come, wait until their {@link Allowance} has room.
 */
final class Doorman implements MemberSocketInterceptor {
  /** Hazelcast runs handshakes on its executor {@code hz:io}, which is given so many threads. */
  static final int THREADS = 64;

  /** Of one address, silent or shaking hands. */
  private static final int ADDRESS_MAX = 20;

  /** Of strangers; beyond it they wait in the system's queue of a hundred, or are dropped. */
  private static final int ACCEPTED_PER_SECOND = 200;

  private static final int ACCEPTED_BURST = 50;
  private static final int ACCEPTED_BATCH = 20;

  private static final int SWEEP_EVERY = 256;

  private static final String DOOR = Strangers.MEMBERS;
  private static final Logger LOG = LoggerFactory.getLogger(Doorman.class);

  private final Membership membership;
  private final Callers callers;
  private final Runnable sweep;
  private final AtomicLong refusals = new AtomicLong();
  private final Hearing hearing = new Hearing(System.nanoTime());
  private final Pace accepted = new Pace(ACCEPTED_PER_SECOND, ACCEPTED_BURST, System.nanoTime());
  private final UnderWay silent = new UnderWay(ADDRESS_MAX);
  private final UnderWay shaking = new UnderWay(ADDRESS_MAX);

  /** Until their channels begin; a socket that is dropped before is forgotten. */
  private final Map<Socket, Secured> secured = Collections.synchronizedMap(new WeakHashMap<>());

  /**
   * A doorman.
   *
   * @param sweep is called once in a while, when some have been refused
   */
  Doorman(Membership membership, Callers callers, Runnable sweep) {
    this.membership = membership;
    this.callers = callers;
    this.sweep = sweep;
  }

  /** What was agreed on over a socket. */
  Secured secured(Socket socket) throws IOException {
    Secured found = secured.remove(socket);
    if (found == null) {
      throw new IOException("no handshake was done");
    }
    return found;
  }

  @Override
  public void init(Properties none) {}

  @Override
  public void onConnect(Socket socket) throws IOException {
    SelfConnect.refuse(socket);
    try {
      secured.put(socket, Handshake.perform(membership, socket, true));
      callers.knows(socket.getInetAddress());
    } catch (Refused refused) {
      membership.dialFailed(refused);
      throw refused;
    }
  }

  /** On the thread that accepts. */
  void tookIn(InetAddress from) {
    long nanos = callers.stranger(from) ? accepted.accepted(System.nanoTime(), ACCEPTED_BATCH) : 0;
    if (nanos > 0) {
      membership.strangers().paused(DOOR);
      LockSupport.parkNanos(nanos); // whoever interrupts it is ending
    }
  }

  @Override
  public void onAccept(Socket socket) throws IOException {
    InetAddress address = socket.getInetAddress();
    Caller caller = new Caller(address, callers.stranger(address), () -> hangUp(socket));
    try {
      if (caller.stranger() && !hearing.take(address, System.nanoTime())) {
        Greeting.sendAway(socket);
        throw new Refused(Rejection.CROWDED.because("come again"), false);
      }
      Greeting greeting = with(silent, caller, () -> Greeting.heard(socket));
      Deed<Secured> shake = () -> Handshake.perform(membership, socket, greeting);
      secured.put(
          socket,
          caller.stranger() ? allowed(socket, caller, shake) : with(shaking, caller, shake));
      callers.knows(address);
    } catch (Refused refused) {
      throw refused(socket, refused.refusal());
    } catch (SocketTimeoutException timeout) {
      throw refused(socket, Rejection.SILENT.because(""));
    } catch (IOException | RuntimeException gone) {
      boolean crowded = socket.isClosed();
      throw refused(
          socket,
          crowded
              ? Rejection.CROWDED.because("it was the slowest")
              : Rejection.NO_TLS.because(String.valueOf(gone.getMessage())));
    }
  }

  /** A stranger's turn. */
  private Secured allowed(Socket socket, Caller caller, Deed<Secured> shake) throws IOException {
    OptionalLong wait = callers.take(caller.address());
    if (wait.isEmpty()) {
      Greeting.sendAway(socket);
      throw new Refused(Rejection.CROWDED.because("come again"), false);
    }
    long began = 0;
    boolean member = false;
    try {
      await(caller, wait.getAsLong());
      began = Callers.cpuNanos();
      Secured secured = with(shaking, caller, shake);
      member = true;
      return secured;
    } finally {
      callers.settle(member || began == 0 ? 0 : Callers.cpuNanos() - began);
    }
  }

  private void await(Caller caller, long nanos) throws IOException {
    if (nanos == 0) {
      return;
    }
    try {
      TimeUnit.NANOSECONDS.sleep(nanos);
    } catch (InterruptedException ending) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("the member is ending");
    } finally {
      callers.waited(caller.address());
    }
  }

  /** What is done over a socket. */
  private interface Deed<T> {
    T done() throws IOException;
  }

  private static <T> T with(UnderWay among, Caller caller, Deed<T> deed) throws IOException {
    among.enter(caller);
    try {
      return deed.done();
    } finally {
      among.leave(caller);
    }
  }

  private static void hangUp(Socket socket) {
    try {
      socket.close();
    } catch (IOException gone) {
      LOG.debug("members' door: {}", gone.toString());
    }
  }

  private IOException refused(Socket socket, Refusal refusal) {
    if (refusals.incrementAndGet() % SWEEP_EVERY == 0) {
      sweep.run();
    }
    membership.strangers().refused(DOOR, from(socket), refusal);
    return new Refused(refusal, false);
  }

  private static String from(Socket socket) {
    return socket.getInetAddress().getHostAddress() + ":" + socket.getPort();
  }
}
