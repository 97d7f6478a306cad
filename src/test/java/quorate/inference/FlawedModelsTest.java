package quorate.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import quorate.inference.AnsweringInput.Failed;
import quorate.task.Answer;
import quorate.task.Bytes;
import quorate.task.ModelId;
import quorate.task.Reason;
import quorate.task.TaskId;
import quorate.task.Terms;

/** Models that load, and then do not do what they should. */
class FlawedModelsTest {
  private static final TaskId TASK = new TaskId(0, 1);
  private static final Terms TERMS = new Terms(1, 1, 0, 1, 1000);

  @TempDir Path data;
  private boolean closed;

  @Test
  void failsTheTaskOnlyWhenTheModelsCodeIsBroken() throws Exception {
    Model broken = model(new StackOverflowError());
    assertThat(new Job(TASK, broken, Bytes.EMPTY, TERMS).run().outcome())
        .isInstanceOfSatisfying(
            Failed.class, failed -> assertThat(failed.reason()).isEqualTo(Reason.INFERENCE_FAILED));
    assertThat(new Job(TASK, model(new UnsatisfiedLinkError()), Bytes.EMPTY, TERMS).run().outcome())
        .isInstanceOf(Failed.class);
  }

  @Test
  void offersNoModelThatHasNotAnswered() throws Exception {
    Unanswered mute = new Unanswered(Reason.INFERENCE_FAILED, "it is mute");
    ModelStore store = ModelStore.open(data);
    Models models = new Models(store, stored -> model(mute), model -> model);
    ModelId toybox = store.addToybox().id();
    assertThatThrownBy(() -> models.load(toybox))
        .isInstanceOf(ModelBroken.class)
        .hasMessageContaining("it is mute");
    assertThat(models.loaded(toybox)).isEmpty();
    assertThat(models.offers()).isEmpty();
    assertThat(closed).isTrue();
  }

  private Model model(Throwable flaw) {
    Manifest manifest;
    try {
      manifest = ModelStore.open(data).addToybox().manifest();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
    return new Model() {
      @Override
      public ModelId id() {
        throw new AssertionError("nobody asks");
      }

      @Override
      public Manifest manifest() {
        return manifest;
      }

      @Override
      public Answer answer(Bytes picture, Terms terms) throws Unanswered {
        switch (flaw) {
          case Unanswered why -> throw why;
          case Error error -> throw error;
          default -> throw new AssertionError(flaw);
        }
      }

      @Override
      public void close() {
        closed = true;
      }
    };
  }
}
