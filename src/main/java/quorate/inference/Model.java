package quorate.inference;

import quorate.task.Answer;
import quorate.task.Bytes;
import quorate.task.ModelId;
import quorate.task.Terms;

/** A loaded model. Many threads may ask it at once. */
public interface Model extends AutoCloseable {
  ModelId id();

  Manifest manifest();

  /**
   * The answer to one picture.
   *
   * @throws Unanswered when there is none; the model goes on
   */
  Answer answer(Bytes picture, Terms terms) throws Unanswered;

  @Override
  void close();
}
