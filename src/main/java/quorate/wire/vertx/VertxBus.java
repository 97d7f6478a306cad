package quorate.wire.vertx;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.spi.cluster.ClusterManager;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import quorate.task.NodeId;
import quorate.task.Reason;
import quorate.wire.Bus;
import quorate.wire.Message;
import quorate.wire.Note;
import quorate.wire.Received;
import quorate.wire.Relay;
import quorate.wire.Voice;

/**
 * The bus over Vert.x's event bus, clustered or not.
 *
 * <p>A message to another node goes to its address {@code node.<hex>}, one to all is published on
 * {@code all}; what a node says to itself never touches the event bus. Sending is done on a context
 * of the bus, because Vert.x holds back what a busy worker sends until the worker is done.
 */
public final class VertxBus implements Bus, Relay {
  /** How often this node makes sure that others reach it. */
  static final long ECHO_MILLIS = 5_000;

  private static final Logger LOG = LoggerFactory.getLogger(VertxBus.class);
  private static final String ALL = "all";

  /** For whom a message is that is sent to a gateway, in 64 hexadecimal digits. */
  private static final String FOR = "for";

  /** Marks what another has signed than the one who sends it. */
  private static final String RELAYED = "relayed";

  private final Vertx vertx;
  private final Voice voice;
  private final Consumer<Reason> refused;
  private final Predicate<NodeId> admitted;
  private final Context context;
  private final Ears messages = new Ears();
  private final Ears notes = new Ears();
  private final Echoes echoes = new Echoes();
  private final DeliveryOptions options = new DeliveryOptions().setCodecName(EnvelopeCodec.NAME);
  private final Map<NodeId, NodeId> routes = new ConcurrentHashMap<>(); // bounded by who sets them
  private volatile BiConsumer<NodeId, Received.Good<?>> standIn = (volunteer, good) -> {};
  private List<MessageConsumer<Object>> consumers = List.of();
  private long timer = -1;
  private boolean registering; // anew; on the context
  private volatile EnvelopeCodec.@Nullable Spoken last;

  /**
   * A bus that speaks with a voice.
   *
   * @param refused counts what was refused, and what was lost because a handler was too slow
   *     (BUSY); called on any thread
   */
  public VertxBus(Vertx vertx, Voice voice, Consumer<Reason> refused) {
    this(vertx, voice, refused, node -> true);
  }

  /** One on which only admitted nodes are heard; the others are refused as WRONG_NETWORK. */
  public VertxBus(Vertx vertx, Voice voice, Consumer<Reason> refused, Predicate<NodeId> admitted) {
    this.vertx = vertx;
    this.voice = voice;
    this.refused = refused;
    this.admitted = admitted;
    this.context = vertx.getOrCreateContext();
    hear(Message.SayBack.class, asked -> say(asked.speaker(), echo(asked.said())));
    hear(Message.SaidBack.class, answer -> echoes.echoed(answer.said().nonce()));
  }

  /** Done when the cluster knows this node's addresses. */
  public Future<?> start() {
    return onContext(() -> {
      vertx.eventBus().registerCodec(new EnvelopeCodec(voice));
      timer = vertx.setPeriodic(ECHO_MILLIS, id -> askForEcho());
      return register();
    });
  }

  /** Done when the cluster has forgotten them. */
  public Future<?> stop() {
    return onContext(() -> {
      vertx.cancelTimer(timer);
      return unregister().onComplete(done -> vertx.eventBus().unregisterCodec(EnvelopeCodec.NAME));
    });
  }

  @Override
  public NodeId self() {
    return voice.self();
  }

  @Override
  public void say(NodeId to, Message message) {
    EnvelopeCodec.Spoken spoken = spoken(message);
    NodeId at = routes.getOrDefault(to, to);
    if (to.equals(self())) {
      deliver(spoken);
    } else if (at.equals(self())) {
      standIn.accept(to, new Received.Good<>(self(), message, spoken.envelope()));
    } else {
      DeliveryOptions how = at.equals(to) ? options : options().addHeader(FOR, to.hex());
      send(() -> vertx.eventBus().send(address(at), spoken, how));
    }
  }

  private static DeliveryOptions options() {
    return new DeliveryOptions().setCodecName(EnvelopeCodec.NAME);
  }

  @Override
  public void route(NodeId volunteer, NodeId gateway) {
    routes.put(volunteer, gateway);
  }

  @Override
  public void unroute(NodeId volunteer) {
    routes.remove(volunteer);
  }

  @Override
  public void pass(NodeId to, Received.Good<?> heard) {
    if (to.equals(self())) {
      hand(heard);
    } else {
      var spoken = new EnvelopeCodec.Spoken(heard.said(), heard.evidence());
      DeliveryOptions how = options().addHeader(RELAYED, "");
      send(() -> vertx.eventBus().send(address(to), spoken, how));
    }
  }

  @Override
  public void hand(Received.Good<?> heard) {
    if (messages.hand(heard.said().getClass(), heard, context, true) > 0) {
      refused.accept(Reason.BUSY);
    }
  }

  @Override
  public void standIn(BiConsumer<NodeId, Received.Good<?>> handler) {
    standIn = handler;
  }

  @Override
  public void tell(Message message) {
    EnvelopeCodec.Spoken spoken = spoken(message);
    deliver(spoken);
    send(() -> vertx.eventBus().publish(ALL, spoken, options));
  }

  @Override
  public void note(Note note) {
    notes.hand(note.getClass(), note, context, false);
  }

  @Override
  @SuppressWarnings("unchecked") // what is found under the class of a message is of that class
  public <M extends Message> Hearing hear(Class<M> type, Consumer<Received.Good<M>> handler) {
    return messages.add(type, Received.Good.class, good -> handler.accept((Received.Good<M>) good));
  }

  @Override
  public <N extends Note> Hearing heed(Class<N> type, Consumer<N> handler) {
    return notes.add(type, handler);
  }

  /** An envelope names no addressee: who says the same to several nodes in turn signs it once. */
  private EnvelopeCodec.Spoken spoken(Message message) {
    EnvelopeCodec.Spoken before = last;
    if (before != null && before.said().equals(message)) {
      return before;
    }
    EnvelopeCodec.Spoken now = new EnvelopeCodec.Spoken(message, voice.sign(message));
    last = now;
    return now;
  }

  private void deliver(EnvelopeCodec.Spoken spoken) {
    var good = new Received.Good<>(self(), spoken.said(), spoken.envelope());
    messages.hand(spoken.said().getClass(), good, context, false);
  }

  private void send(Runnable sending) {
    if (context.equals(Vertx.currentContext())) {
      sending.run();
    } else {
      context.runOnContext(v -> sending.run());
    }
  }

  private Future<?> register() {
    MessageConsumer<Object> mine = vertx.eventBus().consumer(address(self()), this::heard);
    MessageConsumer<Object> all = vertx.eventBus().consumer(ALL, this::heard);
    consumers = List.of(mine, all);
    return Future.all(mine.completion(), all.completion());
  }

  private Future<?> unregister() {
    List<MessageConsumer<Object>> old = consumers;
    consumers = List.of();
    return Future.join(old.stream().map(MessageConsumer::unregister).toList());
  }

  private void heard(io.vertx.core.eventbus.Message<Object> message) {
    switch (received(message)) {
      case Received.Good<?> good when good.speaker().equals(self()) -> {} // heard when it was said
      case Received.Good<?> good when !admitted.test(good.speaker()) ->
          refused.accept(Reason.WRONG_NETWORK);
      case Received.Good<?> good -> {
        if (!message.headers().contains(RELAYED)) {
          echoes.heard(good.speaker(), System.currentTimeMillis());
        }
        heard(good, message.headers().get(FOR));
      }
      case Received.Bad(Reason why) -> {
        refused.accept(why);
        LOG.debug("bus refused={} address={}", why, message.address());
      }
    }
  }

  /** For this node, or for a volunteer that it speaks for. */
  private void heard(Received.Good<?> good, @Nullable String volunteer) {
    if (volunteer == null) {
      hand(good);
    } else if (volunteer.matches("[0-9a-f]{64}")) {
      standIn.accept(NodeId.ofHex(volunteer), good);
    } else {
      refused.accept(Reason.MALFORMED);
    }
  }

  /**
   * The body is decoded when it is first asked for; with a codec of somebody else's that throws.
   */
  private static Received received(io.vertx.core.eventbus.Message<Object> message) {
    try {
      return message.body() instanceof Received received
          ? received
          : new Received.Bad(Reason.MALFORMED);
    } catch (RuntimeException foreign) {
      return new Received.Bad(Reason.MALFORMED);
    }
  }

  private void askForEcho() {
    echoes
        .ask(System.currentTimeMillis(), others())
        .ifPresent(question -> say(question.peer(), new Message.SayBack(question.nonce())));
    if (echoes.unheard() && !registering) {
      registering = true;
      LOG.warn("bus unheard=true: no other node reaches this one, registering anew");
      unregister()
          .transform(gone -> register())
          .onFailure(e -> LOG.warn("bus registering failed", e))
          .onComplete(done -> registering = false);
    }
  }

  /** Whether the cluster, if this is one, has other members. */
  private boolean others() {
    ClusterManager cluster = ((VertxInternal) vertx).clusterManager();
    return cluster != null && cluster.getNodes().size() > 1;
  }

  private static Message echo(Message.SayBack asked) {
    return new Message.SaidBack(asked.nonce());
  }

  private Future<?> onContext(java.util.function.Supplier<Future<?>> work) {
    io.vertx.core.Promise<Object> done = io.vertx.core.Promise.promise();
    context.runOnContext(v -> work.get().mapEmpty().onComplete(done));
    return done.future();
  }

  private static String address(NodeId node) {
    return "node." + node.hex();
  }
}
