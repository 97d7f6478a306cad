package quorate.inference;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import quorate.inference.Manifest.Entry;
import quorate.inference.Manifest.Format;
import quorate.inference.Manifest.OneDnn;
import quorate.inference.Manifest.Precision;
import quorate.inference.Manifest.Tensors;
import quorate.inference.PullInput.Came;
import quorate.inference.PullInput.Ended;
import quorate.inference.PullInput.Looked;
import quorate.inference.PullInput.NotKept;
import quorate.inference.PullInput.Tick;
import quorate.inference.PullInput.Wanted;
import quorate.inference.PullOrder.Adopt;
import quorate.inference.PullOrder.Ask;
import quorate.inference.PullOrder.GiveUp;
import quorate.inference.PullOrder.Keep;
import quorate.inference.PullOrder.Load;
import quorate.inference.PullOrder.Look;
import quorate.task.Bytes;
import quorate.task.Digest;
import quorate.task.Kind;
import quorate.task.ModelId;
import quorate.task.NodeId;
import quorate.wire.Message.ModelPart;
import quorate.wire.Message.SendModelPart;

class ModelPullTest {
  private static final ModelId MODEL = new ModelId(Digest.of(new byte[] {1}));
  private static final ModelId SECOND = new ModelId(Digest.of(new byte[] {2}));
  private static final NodeId PEER = new NodeId(Bytes.copyOf(new byte[32]));
  private static final NodeId OTHER = new NodeId(Digest.of(new byte[] {3}).value());
  private static final Bytes GRAPH = Bytes.ofHex("0102030405");

  private final ModelPull pull = new ModelPull();

  @Test
  void asksForOnePartAfterAnotherAndAdoptsTheWhole() {
    assertThat(want(MODEL)).containsExactly(ask(MODEL, 0, 0));
    Bytes manifest = manifest().encode();
    assertThat(came(0, 0, manifest.size(), manifest))
        .containsExactly(new Keep(MODEL, Manifest.FILE, manifest), ask(MODEL, 1, 0));
    assertThat(came(1, 0, 5, GRAPH.slice(0, 3)))
        .containsExactly(new Keep(MODEL, "a.pb", GRAPH.slice(0, 3)), ask(MODEL, 1, 3));
    assertThat(came(1, 3, 5, GRAPH.slice(3, 5)))
        .containsExactly(new Keep(MODEL, "a.pb", GRAPH.slice(3, 5)), ask(MODEL, 2, 0));
    assertThat(came(2, 0, 0, Bytes.EMPTY))
        .containsExactly(new Keep(MODEL, "b.pb", Bytes.EMPTY), new Adopt(MODEL));
  }

  @Test
  void takesNoPartTwiceAndNoneThatItDidNotAskFor() {
    want(MODEL);
    Bytes manifest = manifest().encode();
    came(0, 0, manifest.size(), manifest);
    assertThat(came(0, 0, manifest.size(), manifest)).isEmpty();
    assertThat(came(1, 3, 5, GRAPH.slice(3, 5))).isEmpty();
    ModelPart part = new ModelPart(MODEL, 1, 0, 5, GRAPH);
    NodeId stranger = new NodeId(Digest.of(new byte[0]).value());
    assertThat(pull.on(new Came(stranger, part, 0))).isEmpty();
  }

  @Test
  void givesUpWhenAPartIsLargerThanTheManifestSays() {
    want(MODEL);
    Bytes manifest = manifest().encode();
    came(0, 0, manifest.size(), manifest);
    assertThat(came(1, 0, 6, Bytes.ofHex("010203040506")))
        .singleElement()
        .isInstanceOf(GiveUp.class);
  }

  @Test
  void givesUpWhenThePartsAreEmpty() {
    want(MODEL);
    Bytes manifest = manifest().encode();
    came(0, 0, manifest.size(), manifest);
    assertThat(came(1, 0, 5, Bytes.EMPTY)).singleElement().isInstanceOf(GiveUp.class);
  }

  @Test
  void givesUpWhenTheManifestIsNone() {
    want(MODEL);
    assertThat(came(0, 0, 2, Bytes.ofHex("0001"))).singleElement().isInstanceOf(GiveUp.class);
    assertThat(look(MODEL)).isEmpty();
  }

  @Test
  void asksAgainAndThenGivesUpWhenNothingComes() {
    want(MODEL);
    List<PullOrder> orders = new ArrayList<>();
    for (int i = 1; i <= ModelPull.TRIES_MAX; i++) {
      orders.addAll(pull.on(new Tick(i * ModelPull.PATIENCE_MILLIS)));
    }
    assertThat(orders).hasSize(ModelPull.TRIES_MAX);
    assertThat(orders.subList(0, ModelPull.TRIES_MAX - 1)).containsOnly(ask(MODEL, 0, 0));
    assertThat(orders.getLast()).isInstanceOf(GiveUp.class);
  }

  @Test
  void getsOneModelAfterAnother() {
    want(MODEL);
    assertThat(want(SECOND)).isEmpty();
    assertThat(pull.on(new Ended(MODEL, true))).containsExactly(new Look(SECOND));
    for (int i = 0; i < 2 * ModelPull.WAITING_MAX; i++) {
      assertThat(look(numbered(i))).isEmpty();
    }
  }

  @Test
  void asksNobodyForWhatTheNodeKeeps() {
    assertThat(look(MODEL)).containsExactly(new Look(MODEL));
    assertThat(pull.on(new Looked(MODEL, true, 0))).containsExactly(new Load(MODEL));
    assertThat(pull.on(new Tick(10 * ModelPull.PATIENCE_MILLIS))).isEmpty();
    assertThat(pull.on(new Ended(MODEL, true))).isEmpty();
  }

  @Test
  void asksAPeerOnceForAModelWhoseBytesAreWrong() {
    adopted(MODEL);
    assertThat(pull.on(new Ended(MODEL, false))).isEmpty();
    assertThat(look(MODEL)).isEmpty();
    assertThat(pull.on(new Wanted(MODEL, OTHER, 0))).containsExactly(new Look(MODEL));
  }

  @Test
  void asksASilentPeerAgainAfterAWhile() {
    want(MODEL);
    long givenUpAt = ModelPull.TRIES_MAX * ModelPull.PATIENCE_MILLIS;
    for (int i = 1; i <= ModelPull.TRIES_MAX; i++) {
      pull.on(new Tick(i * ModelPull.PATIENCE_MILLIS));
    }
    long later = givenUpAt + ModelPull.SILENT_MILLIS;
    assertThat(pull.on(new Wanted(MODEL, PEER, later - 1))).isEmpty();
    assertThat(pull.on(new Wanted(MODEL, PEER, later))).containsExactly(new Look(MODEL));
  }

  @Test
  void asksAPeerAgainAfterAWhileWhenItsModelCouldNotBeKept() {
    want(MODEL);
    Bytes manifest = manifest().encode();
    came(0, 0, manifest.size(), manifest);
    assertThat(pull.on(new NotKept(MODEL, "the disk is full", 0)))
        .singleElement()
        .isInstanceOf(GiveUp.class);
    assertThat(pull.on(new Ended(MODEL, false))).isEmpty(); // what was kept of it is no model
    assertThat(look(MODEL)).isEmpty();
    long later = ModelPull.SILENT_MILLIS;
    assertThat(pull.on(new Wanted(MODEL, PEER, later))).containsExactly(new Look(MODEL));
  }

  @Test
  void getsMoreModelsThanItMayKeepWhenSomeAreRefused() {
    for (int i = 0; i < 2 * ModelPull.PULLED_MAX; i++) {
      adopted(numbered(i));
      pull.on(new Ended(numbered(i), false));
    }
    for (int i = 0; i < ModelPull.PULLED_MAX; i++) {
      adopted(numbered(100 + i));
      pull.on(new Ended(numbered(100 + i), true));
    }
    assertThat(look(SECOND)).isEmpty();
  }

  private void adopted(ModelId model) {
    want(model);
    Bytes manifest = manifest().encode();
    pull.on(new Came(PEER, new ModelPart(model, 0, 0, manifest.size(), manifest), 0));
    pull.on(new Came(PEER, new ModelPart(model, 1, 0, 5, GRAPH), 0));
    assertThat(pull.on(new Came(PEER, new ModelPart(model, 2, 0, 0, Bytes.EMPTY), 0)))
        .endsWith(new Adopt(model));
  }

  private static ModelId numbered(int number) {
    return new ModelId(Digest.of(new byte[] {9, (byte) number}));
  }

  private List<PullOrder> look(ModelId model) {
    return pull.on(new Wanted(model, PEER, 0));
  }

  /** A model that the node does not keep. */
  private List<PullOrder> want(ModelId model) {
    look(model);
    return pull.on(new Looked(model, false, 0));
  }

  private List<PullOrder> came(int file, long offset, long size, Bytes part) {
    return pull.on(new Came(PEER, new ModelPart(MODEL, file, offset, size, part), 0));
  }

  private static Ask ask(ModelId model, int file, long offset) {
    return new Ask(PEER, new SendModelPart(model, file, offset));
  }

  private static Manifest manifest() {
    return new Manifest(
        "m",
        "1",
        Kind.DETECTION,
        Format.SAVED_MODEL,
        Tensors.OF_SAVED_MODEL,
        0,
        Precision.FLOAT32,
        OneDnn.EITHER,
        List.of(),
        List.of(
            new Entry("a.pb", 5, Digest.of(GRAPH)), new Entry("b.pb", 0, Digest.of(Bytes.EMPTY))));
  }

  @Test
  void manifestOfTheTestIsOne() {
    assertThat(Manifest.decode(manifest().encode())).isEqualTo(Optional.of(manifest()));
  }
}
