package quorate.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import quorate.inference.Manifest.Label;
import quorate.inference.Manifest.Precision;
import quorate.task.Bytes;

class ModelStoreTest {
  @TempDir Path folder;
  private ModelStore store;

  @BeforeEach
  void open() throws IOException {
    store = ModelStore.open(folder.resolve("data"));
  }

  @Test
  void keepsTheToyboxThatTheProgramBringsAlong() throws Exception {
    StoredModel toybox = store.addToybox();
    assertThat(store.addToybox()).isEqualTo(toybox);
    assertThat(store.list()).containsExactly(toybox);
    assertThat(store.find(toybox.id())).contains(toybox);
    assertThat(store.named("toybox")).containsExactly(toybox);
    assertThat(store.named("toybox@1")).containsExactly(toybox);
    assertThat(store.named(toybox.id().hex().substring(0, 8))).containsExactly(toybox);
    assertThat(store.named("toy")).isEmpty();
    assertThat(store.verify(toybox.id())).isEqualTo(toybox);
    assertThat(leftovers()).isEmpty();
  }

  @Test
  void findsOutWhenOneByteWasChanged() throws Exception {
    StoredModel toybox = store.addToybox();
    Path file = toybox.directory().resolve("saved_model.pb");
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length / 2] ^= 1;
    Files.write(file, bytes);
    assertThatThrownBy(() -> store.verify(toybox.id()))
        .isInstanceOf(ModelBroken.class)
        .hasMessageContaining("saved_model.pb is not what the manifest says");
  }

  @Test
  void addingAgainRepairsWhatWasDamaged() throws Exception {
    StoredModel toybox = store.addToybox();
    Files.write(toybox.directory().resolve("saved_model.pb"), new byte[] {1});
    store.addToybox();
    assertThat(store.verify(toybox.id())).isEqualTo(toybox);
  }

  @Test
  void throwsAwayWhatAKilledProcessLeftLongAgo() throws Exception {
    Path old = store.stage();
    Files.writeString(old.resolve("part"), "x");
    Files.setLastModifiedTime(old, FileTime.from(Instant.now().minus(Duration.ofDays(2))));
    Path recent = store.stage();
    open();
    assertThat(old).doesNotExist();
    assertThat(recent).exists();
  }

  @Test
  void findsOutWhenTheManifestWasChangedOrAFileIsMissing() throws Exception {
    StoredModel toybox = store.addToybox();
    Path manifest = toybox.directory().resolve(Manifest.FILE);
    String text = Files.readString(manifest);
    Files.writeString(manifest, text.replace("ball", "bull"));
    assertThatThrownBy(() -> store.verify(toybox.id())).hasMessageContaining("another id");
    Files.writeString(manifest, text);
    Files.delete(toybox.directory().resolve("saved_model.pb"));
    assertThatThrownBy(() -> store.verify(toybox.id())).hasMessageContaining("missing");
  }

  @Test
  void describesABareModelAndFindsItsLabelsAboveIt() throws Exception {
    Path model = Files.createDirectories(folder.resolve("My Model/saved_model"));
    Files.write(model.resolve("saved_model.pb"), new byte[] {1, 2});
    Files.createDirectories(model.resolve("variables"));
    Files.write(model.resolve("variables/variables.index"), new byte[] {3});
    Files.writeString(folder.resolve("coco_labels.csv"), "index80,coco_id,name\n0,1,person\n");
    Manifest manifest = store.add(model).manifest();
    assertThat(manifest.name()).isEqualTo("my-model");
    assertThat(manifest.labels()).containsExactly(new Label(1, "person"));
    assertThat(manifest.files())
        .extracting(Manifest.Entry::path)
        .containsExactly("saved_model.pb", "variables/variables.index");
  }

  @Test
  void takesNamesFromItsUser() throws Exception {
    Path graph = Files.write(folder.resolve("graph.pb"), new byte[] {1});
    Path labels = Files.writeString(folder.resolve("names.csv"), "cat\ndog\n");
    StoredModel model =
        store.add(
            graph, Optional.of("pets"), Optional.of("2"), Optional.of(labels), Precision.BFLOAT16);
    assertThat(model.manifest().format()).isEqualTo(Manifest.Format.FROZEN_GRAPH);
    assertThat(model.manifest().label(2)).isEqualTo("dog");
    assertThat(model.manifest().label(3)).isEqualTo("class 3");
    assertThat(store.named("pets@2")).containsExactly(model);
    assertThat(store.remove(model.id())).isTrue();
    assertThat(store.remove(model.id())).isFalse();
    assertThat(store.list()).isEmpty();
  }

  @Test
  void refusesWhatIsNoModel() throws Exception {
    Path empty = Files.createDirectories(folder.resolve("empty"));
    assertThatThrownBy(() -> store.add(empty)).hasMessageContaining("is no model");
    assertThatThrownBy(() -> store.add(folder.resolve("nothing"))).isInstanceOf(ModelBroken.class);
    Files.writeString(empty.resolve(Manifest.FILE), "quorate-model: 1\n");
    assertThatThrownBy(() -> store.add(empty)).hasMessageContaining("damaged");
    assertThat(leftovers()).isEmpty();
  }

  @Test
  void hasAnotherIdForEveryChange() throws Exception {
    Path graph = Files.write(folder.resolve("graph.pb"), new byte[] {1});
    StoredModel one = store.add(graph);
    Files.write(graph, new byte[] {2});
    assertThat(store.add(graph).id()).isNotEqualTo(one.id());
    assertThat(store.list()).hasSize(2);
  }

  @Test
  void readsNoManifestButTheOneFormOfIt() throws Exception {
    Manifest manifest = store.addToybox().manifest();
    byte[] bytes = manifest.encode().toArray();
    assertThat(Manifest.decode(manifest.encode())).contains(manifest);
    for (int i = 0; i < bytes.length; i++) {
      byte[] cut = java.util.Arrays.copyOf(bytes, i);
      assertThat(Manifest.decode(Bytes.giving(cut))).isEmpty();
      for (int bit = 0; bit < 8; bit++) {
        byte[] flipped = bytes.clone();
        flipped[i] ^= (byte) (1 << bit);
        Bytes other = Bytes.giving(flipped);
        Manifest.decode(other).ifPresent(m -> assertThat(m.encode()).isEqualTo(other));
        assertThat(Manifest.decode(other)).isNotEqualTo(Optional.of(manifest));
      }
    }
  }

  @Test
  void refusesPathsThatLeaveTheModelsDirectory() {
    for (String path : List.of("../x", "/etc/passwd", "a/../../x", ".hidden", "a//b", "", "a/")) {
      assertThatThrownBy(() -> new Manifest.Entry(path, 1, quorate.task.Digest.of(new byte[0])))
          .as(path)
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  private List<Path> leftovers() throws IOException {
    try (Stream<Path> all = Files.list(folder.resolve("data/models"))) {
      return all.filter(path -> path.getFileName().toString().startsWith(".")).toList();
    }
  }
}
