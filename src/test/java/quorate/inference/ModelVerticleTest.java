package quorate.inference;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import quorate.inference.tensorflow.Detector;
import quorate.task.Bytes;
import quorate.task.Digest;
import quorate.task.Kind;
import quorate.task.ModelId;
import quorate.wire.Message;
import quorate.wire.Message.ModelOffer;
import quorate.wire.Message.ModelPart;
import quorate.wire.Message.NodeSeen;
import quorate.wire.Message.SendModelPart;
import quorate.wire.Message.Standing;

/** The toybox travels from one store to another, whole or not at all. */
@ExtendWith(VertxExtension.class)
class ModelVerticleTest {
  @TempDir Path here;
  @TempDir Path there;
  private final BlockingQueue<Message> said = new LinkedBlockingQueue<>();
  private final LocalBus bus = new LocalBus(said::add);
  private final BlockingQueue<ModelId> loaded = new LinkedBlockingQueue<>();

  @Test
  void loadsAModelOnceAllItsBytesCame(Vertx vertx) throws Exception {
    ModelParts peer = new ModelParts(ModelStore.open(there));
    ModelId toybox = ModelStore.open(there).addToybox().id();
    Models models = models();
    ModelVerticle verticle = deploy(vertx, models);
    verticle.want(toybox, bus.leader());
    while (loaded.isEmpty()) {
      Message ask = said.poll(100, TimeUnit.MILLISECONDS);
      if (ask instanceof SendModelPart part) {
        bus.ask(peer.read(part).orElseThrow());
      }
    }
    assertThat(loaded.take()).isEqualTo(toybox);
    assertThat(models.store().verify(toybox)).isNotNull();
  }

  @Test
  void getsAModelThatItsOperatorNamesOnceANodeOffersIt(Vertx vertx) throws Exception {
    ModelId toybox = ModelStore.open(there).addToybox().id();
    deploy(vertx, models(), toybox.hex());
    ModelOffer offer = new ModelOffer(toybox, "toybox", "1", Kind.DETECTION);
    bus.ask(seen("", offer)); // a volunteer, which lends nothing
    assertThat(said.poll(1, TimeUnit.MILLISECONDS)).isNull();
    bus.ask(seen("http://n", offer));
    assertThat(said.poll(60, TimeUnit.SECONDS)).isEqualTo(new SendModelPart(toybox, 0, 0));
  }

  private static NodeSeen seen(String address, ModelOffer offer) {
    return new NodeSeen(
        "n", "o", Optional.empty(), address, Standing.READY, List.of(offer), 1, 0, 0, 0);
  }

  @Test
  void keepsNothingWhenAByteIsNotTheModels(Vertx vertx) throws Exception {
    ModelParts peer = new ModelParts(ModelStore.open(there));
    ModelId toybox = ModelStore.open(there).addToybox().id();
    Models models = models();
    ModelVerticle verticle = deploy(vertx, models);
    verticle.want(toybox, bus.leader());
    for (int parts = 0; parts < 5; parts++) {
      SendModelPart ask = (SendModelPart) said.poll(60, TimeUnit.SECONDS);
      ModelPart part = peer.read(java.util.Objects.requireNonNull(ask)).orElseThrow();
      bus.ask(part.file() == 1 && part.offset() == 0 ? damaged(part) : part);
    }
    verticle.want(unknown(1), bus.leader()); // its turn comes when the toybox was refused
    assertThat(said.poll(60, TimeUnit.SECONDS)).isEqualTo(new SendModelPart(unknown(1), 0, 0));
    verticle.want(toybox, bus.leader());
    verticle.want(unknown(2), bus.leader());
    bus.ask(new ModelPart(unknown(1), 0, 0, 1, Bytes.ofHex("00")));
    assertThat(said.poll(60, TimeUnit.SECONDS)).isEqualTo(new SendModelPart(unknown(2), 0, 0));
    assertThat(models.store().list()).isEmpty();
    assertThat(loaded).isEmpty();
  }

  @Test
  void keepsNoFetchedModelThatDoesNotLoad(Vertx vertx) throws Exception {
    ModelParts peer = new ModelParts(ModelStore.open(there));
    ModelId toybox = ModelStore.open(there).addToybox().id();
    ModelLoader none =
        stored -> {
          throw new ModelBroken("no node can answer with it");
        };
    Models models = new Models(ModelStore.open(here), none, model -> model);
    ModelVerticle verticle = deploy(vertx, models);
    verticle.want(toybox, bus.leader());
    verticle.want(unknown(1), bus.leader()); // its turn comes when the toybox was refused
    SendModelPart ask = poll();
    while (ask.model().equals(toybox)) {
      bus.ask(peer.read(ask).orElseThrow());
      ask = poll();
    }
    assertThat(models.store().ids()).isEmpty();
  }

  private SendModelPart poll() throws InterruptedException {
    return (SendModelPart) java.util.Objects.requireNonNull(said.poll(60, TimeUnit.SECONDS));
  }

  @Test
  void asksNobodyForAModelThatItKeeps(Vertx vertx) throws Exception {
    ModelId toybox = ModelStore.open(here).addToybox().id();
    deploy(vertx, models()).want(toybox, bus.leader());
    assertThat(loaded.poll(60, TimeUnit.SECONDS)).isEqualTo(toybox);
    assertThat(said).isEmpty();
  }

  @Test
  void fetchesAModelAnewWhenTheOneItKeepsIsDamaged(Vertx vertx) throws Exception {
    ModelParts peer = new ModelParts(ModelStore.open(there));
    ModelId toybox = ModelStore.open(there).addToybox().id();
    Path kept = ModelStore.open(here).addToybox().directory().resolve("saved_model.pb");
    Files.write(kept, new byte[] {1});
    Models models = models();
    deploy(vertx, models).want(toybox, bus.leader());
    while (loaded.isEmpty()) {
      Message ask = said.poll(100, TimeUnit.MILLISECONDS);
      if (ask instanceof SendModelPart part) {
        bus.ask(peer.read(part).orElseThrow());
      }
    }
    assertThat(models.store().verify(toybox)).isNotNull();
  }

  @Test
  void sendsPartsOfItsModelsAndNothingOfOthers(Vertx vertx) throws Exception {
    ModelId toybox = ModelStore.open(here).addToybox().id();
    deploy(vertx, models());
    bus.ask(new SendModelPart(unknown(0), 0, 0));
    bus.ask(new SendModelPart(toybox, 7, 0));
    bus.ask(new SendModelPart(toybox, 1, 1L << 40));
    bus.ask(new SendModelPart(toybox, 1, 980_000));
    ModelPart part = (ModelPart) said.poll(60, TimeUnit.SECONDS);
    assertThat(part).isNotNull();
    assertThat(part.file()).isEqualTo(1);
    assertThat(part.part().size()).isEqualTo(part.fileBytes() - 980_000);
  }

  private static ModelId unknown(int number) {
    return new ModelId(Digest.of(new byte[] {(byte) number}));
  }

  private static ModelPart damaged(ModelPart part) {
    byte[] bytes = part.part().toArray();
    bytes[bytes.length / 2] ^= 1;
    return new ModelPart(
        part.model(), part.file(), part.offset(), part.fileBytes(), Bytes.giving(bytes));
  }

  private Models models() throws Exception {
    UnaryOperator<Model> noting =
        model -> {
          loaded.add(model.id());
          return model;
        };
    return new Models(ModelStore.open(here), Detector::load, noting);
  }

  private ModelVerticle deploy(Vertx vertx, Models models, String... configured) throws Exception {
    ModelVerticle verticle = new ModelVerticle(bus, models, List.of(configured));
    vertx
        .deployVerticle(verticle)
        .toCompletionStage()
        .toCompletableFuture()
        .get(60, TimeUnit.SECONDS);
    return verticle;
  }
}
