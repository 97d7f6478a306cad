package quorate.gateway.access;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import quorate.gateway.Problem;
import quorate.gateway.Refusal;
import quorate.task.Bytes;
import quorate.task.Digest;

/** Lets clients in, or says why not. Its keys may be exchanged at any time. */
public final class Doorkeeper {
  /** The subprotocol of the stream. */
  public static final String SUBPROTOCOL = "quorate.v1.json";

  /** Whose tasks those are that nobody's key was needed for. */
  public static final Digest ANYBODY = Digest.of(Bytes.EMPTY);

  private static final String TICKET = "ticket.";
  private static final String BEARER = "Bearer ";

  private final GatewayAccess access;
  private final Tickets tickets = new Tickets();
  private final AtomicInteger exchanges = new AtomicInteger();
  private volatile ApiKeys keys;

  public Doorkeeper(GatewayAccess access, ApiKeys keys) {
    this.access = access;
    this.keys = keys;
  }

  public void exchange(ApiKeys newKeys) {
    if (!newKeys.equals(keys)) {
      keys = newKeys;
      exchanges.incrementAndGet();
    }
  }

  /** The keys that hold now. */
  public ApiKeys keys() {
    return keys;
  }

  /** How often the keys were exchanged for others. */
  public int exchanges() {
    return exchanges.get();
  }

  public Tickets tickets() {
    return tickets;
  }

  /** What a request says of its sender; empty texts for what it does not say. */
  public record Caller(
      String authorization, String protocols, String origin, String host, String address) {
    /** Keys and tickets are in the first two. */
    @Override
    public String toString() {
      return "Caller[origin=%s, host=%s, address=%s]".formatted(origin, host, address);
    }
  }

  /** Whether a caller may come in. */
  public sealed interface Answer {}

  /** As this owner, for this; {@code rate} is what its speed is measured by. */
  public record In(Digest owner, String rate, Set<Scope> scopes) implements Answer {}

  public record Out(Refusal why) implements Answer {}

  /** To the stream. */
  public Answer stream(Caller caller, long nowMillis) {
    List<String> protocols = Arrays.stream(caller.protocols.split(",")).map(String::strip).toList();
    if (!protocols.contains(SUBPROTOCOL)) {
      return new Out(Problem.WRONG_SUBPROTOCOL.because("expected subprotocol " + SUBPROTOCOL));
    }
    Optional<Refusal> abroad = abroad(caller);
    if (abroad.isPresent()) {
      return new Out(abroad.get());
    }
    Optional<String> ticket =
        protocols.stream().filter(each -> each.startsWith(TICKET)).findFirst();
    if (ticket.isPresent()) {
      return tickets
          .redeem(ticket.get().substring(TICKET.length()), nowMillis)
          .flatMap(owner -> in(owner, caller, nowMillis))
          .orElseGet(() -> out("the ticket is unknown, used or older than 30 s"));
    }
    return known(caller, nowMillis);
  }

  /** To anything else; what changes nothing may come from any page that can send it. */
  public Answer rest(Caller caller, boolean changes, long nowMillis) {
    Optional<Refusal> abroad = changes ? abroad(caller) : strangeHost(caller);
    return abroad.<Answer>map(Out::new).orElseGet(() -> known(caller, nowMillis));
  }

  private Optional<Refusal> abroad(Caller caller) {
    if (!caller.origin.isEmpty() && !access.knowsOrigin(caller.origin, caller.host)) {
      return Optional.of(Problem.FORBIDDEN.because("origin: " + caller.origin));
    }
    return strangeHost(caller);
  }

  private Optional<Refusal> strangeHost(Caller caller) {
    return access.knowsHost(caller.host)
        ? Optional.empty()
        : Optional.of(Problem.FORBIDDEN.because("host: " + caller.host));
  }

  private Answer known(Caller caller, long nowMillis) {
    if (caller.authorization.isEmpty()) {
      return access.keysRequired()
          ? out("send Authorization: Bearer <key>, or a ticket as second subprotocol")
          : anybody(caller);
    }
    if (!caller.authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
      return out("expected Authorization: Bearer <key>");
    }
    return keys.find(caller.authorization.substring(BEARER.length()).strip())
        .filter(entry -> entry.validAt(nowMillis))
        .<Answer>map(Doorkeeper::in)
        .orElseGet(() -> out("the key is unknown, expired or was revoked"));
  }

  private Optional<Answer> in(Digest owner, Caller caller, long nowMillis) {
    return owner.equals(ANYBODY)
        ? Optional.of(anybody(caller))
        : keys.of(owner).filter(entry -> entry.validAt(nowMillis)).map(Doorkeeper::in);
  }

  /** Where no keys are asked for, everybody may do everything. */
  private static In anybody(Caller caller) {
    return new In(ANYBODY, caller.address, Set.of(Scope.values()));
  }

  private static In in(ApiKeys.Entry entry) {
    return new In(entry.owner(), entry.owner().hex(), entry.scopes());
  }

  /** How many requests a second whoever is measured by {@code rate} may make, when it is said. */
  public OptionalInt perSecond(String rate) {
    return keys.entries().stream()
        .filter(entry -> entry.perSecond() > 0 && entry.owner().hex().equals(rate))
        .mapToInt(ApiKeys.Entry::perSecond)
        .findFirst();
  }

  private static Out out(String detail) {
    return new Out(Problem.UNAUTHENTICATED.because(detail));
  }
}
