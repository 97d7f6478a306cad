package quorate.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ScenesTest {
  @Test
  void drawsTheSameSceneWhenSeedAndIndexAreTheSame() {
    Scene one = new Scenes(5).draw(17);
    Scene two = new Scenes(5).draw(17);
    assertThat(one.items()).isEqualTo(two.items());
    assertThat(one.jpeg(0.9f)).isEqualTo(two.jpeg(0.9f));
    assertThat(one.jpeg(0.9f)).isNotEqualTo(new Scenes(5).draw(18).jpeg(0.9f));
    assertThat(one.jpeg(0.9f)).isNotEqualTo(new Scenes(6).draw(17).jpeg(0.9f));
  }

  @Test
  void drawsToysOfAllClassesAndSizes() {
    Scenes scenes = new Scenes(5);
    Set<String> labels = new HashSet<>();
    Set<Integer> sizes = new HashSet<>();
    for (int i = 0; i < 100; i++) {
      Scene scene = scenes.draw(i);
      assertThat(scene.items()).hasSizeBetween(1, 7);
      scene.items().forEach(item -> labels.add(item.label()));
      scene.items().forEach(item -> sizes.add((item.box().right() - item.box().left()) / 50_000));
    }
    assertThat(labels).containsExactlyInAnyOrderElementsOf(Scenes.LABELS);
    assertThat(sizes).contains(2, 3, 4, 5, 6, 7);
  }

  @Test
  void refusesToTrainOnTheScenesThatMeasure() {
    assertThatThrownBy(() -> new Trainer.Plan(Scenes.HELD_OUT_SEED, 1, 1))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
