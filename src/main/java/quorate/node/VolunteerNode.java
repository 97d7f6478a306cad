package quorate.node;

import io.vertx.core.Deployable;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import quorate.inference.Fault;
import quorate.inference.InferenceParts;
import quorate.inference.InferenceVerticle;
import quorate.inference.ModelVerticle;
import quorate.inference.Models;
import quorate.inference.Pictures;
import quorate.inference.Salts;
import quorate.inference.Unanswered;
import quorate.task.Digest;
import quorate.task.NodeId;
import quorate.volunteer.Caller;
import quorate.volunteer.CallerOrder;
import quorate.volunteer.CallerParts;
import quorate.volunteer.CallerVerticle;
import quorate.volunteer.TaskPictures.Absent;
import quorate.wire.Keys;
import quorate.wire.Message.Standing;
import quorate.wire.Voice;
import quorate.wire.vertx.LineBus;

/**
 * Puts a volunteer together: a node that is no member, listens to nobody, and answers by way of a
 * gateway that it calls. Its inference is that of every node.
 */
public final class VolunteerNode implements RunningNode {
  private static final Logger LOG = LoggerFactory.getLogger(VolunteerNode.class);
  private static final long STEP_SECONDS = 120;

  private final NodeConfig config;
  private final Endings endings;
  private final Refusals refusals = new Refusals();
  private final long startedAtMillis = Clock.systemUTC().millis();
  private final CompletableFuture<Trouble> hopeless = new CompletableFuture<>();
  private final CompletableFuture<String> joined = new CompletableFuture<>();
  private final Voice voice;
  private final Vertx vertx;
  private final LineBus bus;
  private final Models models;
  private final ModelVerticle exchange;
  private final InferenceVerticle inference;
  private final CallerVerticle caller;
  private volatile Standing standing = Standing.STARTING;

  /**
   * Whom it calls.
   *
   * @param gateways in turn
   * @param trusted a PEM file of the authorities by which they are known
   */
  public record Call(List<URI> gateways, Optional<Path> trusted) {
    /**
     * A call that can be made.
     *
     * @throws IllegalArgumentException saying what was expected of an address
     */
    public static Call of(List<URI> gateways, Optional<Path> trusted) {
      gateways.forEach(CallerParts::check);
      return new Call(List.copyOf(gateways), trusted);
    }
  }

  /**
   * Starts a volunteer; it calls from then on. Blocks while it starts: for the main thread.
   *
   * @throws Trouble when it cannot start
   */
  public static VolunteerNode start(NodeConfig config, Call call) throws IOException {
    Endings endings = new Endings();
    try {
      return new VolunteerNode(config, call, endings);
    } catch (RuntimeException | IOException e) {
      endings.end();
      throw e;
    }
  }

  private VolunteerNode(NodeConfig config, Call call, Endings endings) throws IOException {
    this.config = config;
    this.endings = endings;
    DataDir dataDir = DataDir.hold(config.node().dataDir());
    endings.add("data directory", dataDir::close);
    Keys keys = Identity.openOrDraw(dataDir.path());
    voice = Voice.of(keys, config.network().name());
    Fault fault = Fault.valueOf(config.fault().behaviour().name());
    models = Settings.models(fault, dataDir, self());
    endings.add("models", models::close);
    vertx =
        Vertx.vertx(
            new VertxOptions().setEventLoopPoolSize(1).setFileSystemOptions(VertxFiles.uncopied()));
    endings.add("vertx", () -> await(vertx.close(), "vertx"));
    bus = new LineBus(vertx, voice, refusals::count);
    exchange = new ModelVerticle(bus, models, config.inference().models());
    caller = new CallerVerticle(callerParts(keys, call));
    inference = new InferenceVerticle(inferenceParts(keys, fault));
    begin();
  }

  private void begin() throws IOException {
    LOG.info("volunteer node={} loading models={}", self(), config.inference().models());
    await(deploy(exchange), "the exchange of models");
    await(deploy(inference), "inference");
    if (config.fault().behaviour() == NodeConfig.Behaviour.NONE) {
      SelfTest.check(models.all());
    }
    standing = Standing.READY;
    await(deploy(caller), "the line");
  }

  private CallerParts callerParts(Keys keys, Call call) {
    Presence presence =
        new Presence(
            config.node(),
            self(),
            "",
            startedAtMillis,
            () -> standing,
            models::offers,
            () -> inference().load().slots(),
            () -> inference().load().busy(),
            () -> 0);
    return new CallerParts(
        new Caller.Self(keys, voice, config.network().name()),
        bus,
        call.gateways(),
        call.trusted().map(Path::toString),
        config.gateway().pictureBytes(),
        presence::now,
        new CallerParts.Told(joined::complete, this::giveUp),
        refusals::count);
  }

  private InferenceVerticle inference() {
    return inference;
  }

  private InferenceParts inferenceParts(Keys keys, Fault fault) {
    return new InferenceParts(
        bus,
        pictures(),
        models,
        config.inference().models(),
        new Salts(Digest.of(keys.secret()).value()),
        fault,
        exchange::want,
        config.inference().workersOn(Runtime.getRuntime().availableProcessors()),
        config.inference().queue());
  }

  /** Its gateway sees that who asks leads the task; the picture is looked at here again. */
  private Pictures pictures() {
    long pixelsMax = config.gateway().picturePixels();
    return (leader, ask) ->
        caller
            .picture(leader, ask)
            .recover(failure ->
                Future.failedFuture(
                    failure instanceof Absent why
                        ? new Unanswered(why.reason(), why.detail())
                        : failure))
            .compose(bytes -> AskedPictures.sound(Optional.of(bytes), ask.picture(), pixelsMax));
  }

  private void giveUp(CallerOrder.GiveUp why) {
    LOG.error("volunteer gives up why=\"{}\"", why.why());
    hopeless.complete(new Trouble("no gateway takes this volunteer: " + why.why(), why.action()));
  }

  /** Completed when no gateway will ever take it. */
  public CompletableFuture<Trouble> hopeless() {
    return hopeless;
  }

  /** The address of the first gateway that has taken it, once one has. */
  public CompletableFuture<String> joined() {
    return joined;
  }

  /** Whether a gateway speaks for it now. */
  public boolean up() {
    return caller.up();
  }

  @Override
  public NodeId self() {
    return voice.self();
  }

  /** It listens to nobody. */
  @Override
  public String httpAddress() {
    return "";
  }

  /** It is no member. */
  @Override
  public String clusterAddress() {
    return "";
  }

  @Override
  public List<String> holding() {
    int busy = inference.load().busy();
    return busy == 0 ? List.of() : List.of(busy + " tasks that it answers");
  }

  @Override
  public Future<Void> stop() {
    return Future.future(promise ->
        Thread.ofPlatform()
            .name("leaving")
            .start(() -> {
              leave();
              promise.complete();
            }));
  }

  /** What is under way is finished as long as there is time; then it hangs up. */
  private void leave() {
    standing = Standing.DRAINING;
    caller.present();
    long half = config.shutdown().timeout().toMillis() / 2;
    try {
      inference.drain().await(half, TimeUnit.MILLISECONDS);
    } catch (TimeoutException | RuntimeException e) {
      LOG.warn("volunteer leaving with work under way left={}", holding());
    }
    caller.leave();
    endings.end();
  }

  private Future<?> deploy(Deployable room) {
    return vertx.deployVerticle(room);
  }

  private static <T> T await(Future<T> future, String what) throws IOException {
    try {
      return future.await(STEP_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      throw new IOException(what + " did not start or end within " + STEP_SECONDS + " s", e);
    }
  }
}
