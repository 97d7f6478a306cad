package quorate.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import quorate.task.TaskId;

/**
 * What every bus promises, whichever carries it: Vert.x or the simulator. A subclass gives two
 * buses of one network and waits in its own manner.
 */
public abstract class BusContract {
  protected static final TaskId TASK = Samples.TASK;

  /** The bus of one node. */
  protected abstract Bus alice();

  /** The bus of another node of the same network. */
  protected abstract Bus bob();

  /** Waits, at most some seconds, until something holds. */
  protected abstract void until(java.util.function.BooleanSupplier holds);

  @Test
  void oneHearsWhatIsSaidToIt() {
    List<Received.Good<Message.RevealAnswer>> heard = new CopyOnWriteArrayList<>();
    List<Received.Good<Message.RevealAnswer>> others = new CopyOnWriteArrayList<>();
    bob().hear(Message.RevealAnswer.class, heard::add);
    alice().hear(Message.RevealAnswer.class, others::add);

    alice().say(bob().self(), new Message.RevealAnswer(TASK, 3));

    until(() -> heard.size() == 1);
    assertThat(heard.getFirst().speaker()).isEqualTo(alice().self());
    assertThat(heard.getFirst().said()).isEqualTo(new Message.RevealAnswer(TASK, 3));
    assertThat(others).isEmpty();
  }

  @Test
  void evidenceCanBeCheckedByAnybodyWhenAMessageIsHeard() {
    List<Received.Good<Message.AnswerRevealed>> heard = new CopyOnWriteArrayList<>();
    bob().hear(Message.AnswerRevealed.class, heard::add);
    alice().hear(Message.AnswerRevealed.class, heard::add);
    Message.AnswerRevealed said = Samples.SHOWN;

    alice().say(bob().self(), said);
    alice().say(alice().self(), said);

    until(() -> heard.size() == 2);
    assertThat(heard)
        .allSatisfy(good ->
            assertThat(Voice.verified(good.evidence()))
                .isEqualTo(new Received.Good<>(alice().self(), said, good.evidence())));
  }

  @Test
  void allHearOnceWhatIsTold() {
    List<Received.Good<Message.SessionResumed>> atAlice = new CopyOnWriteArrayList<>();
    List<Received.Good<Message.SessionResumed>> atBob = new CopyOnWriteArrayList<>();
    alice().hear(Message.SessionResumed.class, atAlice::add);
    bob().hear(Message.SessionResumed.class, atBob::add);
    Message.SessionResumed first = new Message.SessionResumed(Samples.SESSION, 1, 1);
    Message.SessionResumed second = new Message.SessionResumed(Samples.SESSION, 1, 2);

    alice().tell(first);
    alice().tell(second);

    until(() -> atBob.size() >= 2 && atAlice.size() >= 2);
    assertThat(atAlice).extracting(Received.Good::said).containsExactly(first, second);
    assertThat(atBob).extracting(Received.Good::said).containsExactly(first, second);
  }

  @Test
  void everyHandlerHearsWhenMoreThanOneListens() {
    List<Object> heard = new CopyOnWriteArrayList<>();
    bob().hear(Message.DropTask.class, good -> heard.add("first"));
    bob().hear(Message.DropTask.class, good -> heard.add("second"));

    alice().say(bob().self(), new Message.DropTask(TASK, 1));

    until(() -> heard.size() == 2);
    assertThat(heard).containsExactlyInAnyOrder("first", "second");
  }

  @Test
  void handlerHearsNothingMoreWhenItHasStopped() {
    List<Object> heard = new CopyOnWriteArrayList<>();
    List<Object> marks = new CopyOnWriteArrayList<>();
    Bus.Hearing messages = bob().hear(Message.DropTask.class, heard::add);
    Bus.Hearing notes = bob().heed(Note.CancelTask.class, heard::add);
    bob().hear(Message.DropTask.class, marks::add);
    bob().heed(Note.CancelTask.class, marks::add);

    messages.stop();
    notes.stop();
    notes.stop(); // once is enough, twice does no harm
    alice().say(bob().self(), new Message.DropTask(TASK, 1));
    bob().note(new Note.CancelTask(TASK));

    until(() -> marks.size() == 2);
    assertThat(heard).isEmpty();
  }

  @Test
  void notesStayInTheirNode() {
    List<Note> atAlice = new CopyOnWriteArrayList<>();
    List<Note> atBob = new CopyOnWriteArrayList<>();
    alice().heed(Note.CancelTask.class, atAlice::add);
    bob().heed(Note.CancelTask.class, atBob::add);
    List<Object> marks = new CopyOnWriteArrayList<>();
    bob().hear(Message.RevealAnswer.class, marks::add);

    alice().note(new Note.CancelTask(TASK));
    alice().say(bob().self(), new Message.RevealAnswer(TASK, 1)); // overtakes nothing

    until(() -> atAlice.size() == 1 && marks.size() == 1);
    assertThat(atBob).isEmpty();
  }

  @Test
  void nothingHappensWhenNobodyListens() {
    List<Object> marks = new CopyOnWriteArrayList<>();
    bob().hear(Message.RevealAnswer.class, marks::add);

    alice().say(bob().self(), new Message.DropTask(TASK, 9));
    alice().say(bob().self(), new Message.RevealAnswer(TASK, 9));

    until(() -> marks.size() == 1);
  }
}
