package quorate.node.cluster;

import com.hazelcast.nio.MemberSocketInterceptor;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import quorate.node.membership.Handshake;
import quorate.node.membership.Handshake.Refused;
import quorate.node.membership.Handshake.Secured;
import quorate.node.membership.Membership;
import quorate.node.membership.Rejection;
import quorate.node.membership.Rejection.Refusal;

/**
 * Shakes hands with whoever knocks at the members' door, before Hazelcast hears him. Each handshake
 * holds a thread of {@code hz:io} for as long as it takes, five seconds at most; so only {@link
 * #STRANGERS_MAX} from addresses from which no member has come may be under way, and {@link
 * #ADDRESS_MAX} from one address. When one more comes the oldest is hung up on: a handshake takes
 * some ten milliseconds, so that whoever is silent or slow gives way to who is not.
 */
final class Doorman implements MemberSocketInterceptor {
  /** Hazelcast runs handshakes on its executor {@code hz:io}, which is given so many threads. */
  static final int THREADS = 64;

  static final int STRANGERS_MAX = 16;
  static final int ADDRESS_MAX = 8;

  /** Of addresses from which members have come; then new ones count as strangers'. */
  private static final int KNOWN_MAX = 10_000;

  private static final String DOOR = "members";
  private static final Logger LOG = LoggerFactory.getLogger(Doorman.class);

  private final Membership membership;
  private final Set<InetAddress> known = ConcurrentHashMap.newKeySet();
  private final Map<Socket, Boolean> underWay = new LinkedHashMap<>(); // the oldest first

  /** Until their channels begin; a socket that is dropped before is forgotten. */
  private final Map<Socket, Secured> secured = Collections.synchronizedMap(new WeakHashMap<>());

  Doorman(Membership membership, List<InetAddress> known) {
    this.membership = membership;
    this.known.addAll(known);
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
    try {
      secured.put(socket, Handshake.perform(membership, socket, true));
    } catch (Refused refused) {
      membership.dialFailed(refused);
      throw refused;
    }
  }

  @Override
  public void onAccept(Socket socket) throws IOException {
    InetAddress address = socket.getInetAddress();
    enter(socket, !known.contains(address));
    try {
      secured.put(socket, Handshake.perform(membership, socket, false));
      if (known.size() < KNOWN_MAX) {
        known.add(address);
      }
    } catch (Refused refused) {
      throw refused(socket, refused.refusal());
    } catch (SocketTimeoutException silent) {
      throw refused(socket, Rejection.SILENT.because(""));
    } catch (IOException gone) {
      boolean crowded = socket.isClosed();
      throw refused(
          socket,
          crowded
              ? Rejection.CROWDED.because("it was the slowest")
              : Rejection.NO_TLS.because(String.valueOf(gone.getMessage())));
    } finally {
      leave(socket);
    }
  }

  private IOException refused(Socket socket, Refusal refusal) {
    membership.strangers().refused(DOOR, from(socket), refusal);
    return new Refused(refusal, false);
  }

  private static String from(Socket socket) {
    return socket.getInetAddress().getHostAddress() + ":" + socket.getPort();
  }

  private void enter(Socket socket, boolean stranger) {
    List<Socket> slowest = new ArrayList<>();
    synchronized (underWay) {
      InetAddress address = socket.getInetAddress();
      underWay.put(socket, stranger);
      oldest(ADDRESS_MAX, each -> each.getInetAddress().equals(address)).ifPresent(slowest::add);
      oldest(STRANGERS_MAX, each -> Boolean.TRUE.equals(underWay.get(each)))
          .ifPresent(slowest::add);
      slowest.forEach(underWay::remove);
    }
    slowest.forEach(Doorman::hangUp);
  }

  /** The oldest of those, when there are more than may be. */
  private Optional<Socket> oldest(int max, Predicate<Socket> those) {
    List<Socket> all = underWay.keySet().stream().filter(those).toList();
    return all.size() > max ? Optional.of(all.get(0)) : Optional.empty();
  }

  private static void hangUp(Socket socket) {
    try {
      socket.close();
    } catch (IOException gone) {
      LOG.debug("members' door: {}", gone.toString());
    }
  }

  private void leave(Socket socket) {
    synchronized (underWay) {
      underWay.remove(socket);
    }
  }
}
