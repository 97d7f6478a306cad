package quorate.wire;

import quorate.task.Digest;
import quorate.task.Kind;
import quorate.task.ModelId;
import quorate.task.Picture;
import quorate.task.Task;
import quorate.task.Terms;

/**
 * What an answer is an answer to. Nodes bind their answers to its digest, so that nobody can show
 * them as answers to another picture, of another model or under other terms.
 */
public record Question(ModelId model, Kind kind, Picture picture, Terms terms) {
  public static Question of(Task task) {
    return new Question(task.model(), task.kind(), task.picture(), task.terms());
  }

  public Digest digest() {
    return Digest.of(Codec.encode(Question.class, this));
  }
}
