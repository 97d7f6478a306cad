package quorate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import quorate.task.Bytes;
import quorate.task.Digest;
import quorate.task.Kind;
import quorate.task.Task;
import quorate.task.Terms;
import quorate.task.Verdict;
import quorate.wire.Codec;
import quorate.wire.Keys;
import quorate.wire.Message;
import quorate.wire.Proof;
import quorate.wire.Question;
import quorate.wire.Samples;
import quorate.wire.Voice;

class VerdictCommandTest {
  @TempDir private Path dir;

  @Test
  void holdsWhenNothingWasChanged() throws IOException {
    Run run = Run.of("verdict", "verify", file(proof()), "--network", "n", "--output", "json");
    assertThat(run.exit()).isEqualTo(Exit.OK);
    assertThat(run.json().getBoolean("valid")).isTrue();
    assertThat(run.json().getString("outcome")).isEqualTo("AGREED");
    assertThat(run.json().getString("leader")).isEqualTo(Samples.BOB.id().hex());
    assertThat(Run.of("verdict", "verify", file(proof())).out()).startsWith("the proof holds");
  }

  @Test
  void saysWhatIsWrongWhenAByteWasChanged() throws IOException {
    byte[] bytes = Codec.encode(Proof.class, proof()).toArray();
    bytes[3] ^= 1; // in the task's id
    Path tampered = Files.write(dir.resolve("tampered.proof"), bytes);
    Run run = Run.of("verdict", "verify", tampered.toString(), "--output", "json");
    assertThat(run.exit()).isEqualTo(Exit.TAMPERED);
    assertThat(run.json().getBoolean("valid")).isFalse();
    assertThat(run.out()).contains("SEAL_BROKEN", "WRONG_TASK");
    Run text = Run.of("verdict", "verify", tampered.toString());
    assertThat(text.exit()).isEqualTo(Exit.TAMPERED);
    assertThat(text.out()).contains("NOT hold", "SEAL_BROKEN");
  }

  @Test
  void saysSoWhenItIsNoProof() throws IOException {
    Path noise = Files.writeString(dir.resolve("noise"), "not a proof");
    Run run = Run.of("verdict", "verify", noise.toString(), "--output", "json");
    assertThat(run.exit()).isEqualTo(Exit.TAMPERED);
    assertThat(run.out()).contains("UNREADABLE");
  }

  @Test
  void saysSoWhenThePictureOrTheNetworkIsAnother() throws IOException {
    Path picture = Files.writeString(dir.resolve("picture"), "another");
    String file = file(proof());
    assertThat(Run.of("verdict", "verify", file, "--picture", picture.toString()).out())
        .contains("WRONG_PICTURE");
    assertThat(Run.of("verdict", "verify", file, "--network", "other").out())
        .contains("WRONG_NETWORK");
  }

  @Test
  void failsWhenThereIsNoFile() {
    Run run = Run.of("verdict", "verify", dir.resolve("missing").toString());
    assertThat(run.exit()).isEqualTo(Exit.FAILED);
  }

  private String file(Proof proof) throws IOException {
    Bytes bytes = Codec.encode(Proof.class, proof);
    return Files.write(dir.resolve("good.proof"), bytes.toArray()).toString();
  }

  /** One open answer by Alice, in a task that Bob led. */
  private static Proof proof() {
    Task sample = Samples.WHOLE_TASK;
    Task task =
        new Task(
            sample.id(),
            sample.session(),
            Samples.BOB.id(),
            sample.model(),
            Kind.DETECTION,
            sample.picture(),
            new Terms(1, 1, 300_000, 100, 30_000),
            sample.acceptedAtMillis());
    Verdict verdict =
        new Verdict(
            task.id(),
            1,
            Verdict.Outcome.AGREED,
            Optional.of(Samples.ANSWER),
            List.of(Samples.ALICE.id()),
            List.of(),
            "");
    Keys alice = Samples.ALICE;
    Bytes salt = Digest.of(new byte[] {1}).value();
    Digest question = Question.of(task).digest();
    Message said = new Message.AnswerRevealed(task.id(), 1, question, salt, Samples.ANSWER);
    Proof open = new Proof(task, verdict, List.of(), List.of(Voice.of(alice, "n").sign(said)));
    return Voice.of(Samples.BOB, "n").seal(open);
  }
}
