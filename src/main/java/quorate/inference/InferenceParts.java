package quorate.inference;

import io.vertx.core.Future;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import quorate.inference.AnsweringInput.Asked;
import quorate.inference.AnsweringInput.NotFetched;
import quorate.inference.AnsweringInput.PictureCame;
import quorate.inference.AnsweringOrder.FetchPicture;
import quorate.task.Bytes;
import quorate.task.Check;
import quorate.task.ModelId;
import quorate.task.NodeId;
import quorate.task.Reason;
import quorate.wire.Bus;
import quorate.wire.Message.InferTask;
import quorate.wire.Received.Good;

/**
 * What the inference of a node is made of.
 *
 * @param load the models that are loaded at first, by name or id
 * @param wanted is told which model a task needed that is not there, and who must have it
 * @param workers how many pictures are answered at once
 * @param queue how many tasks may wait besides; more are told BUSY
 */
public record InferenceParts(
    Bus bus,
    Pictures pictures,
    Models models,
    List<String> load,
    Salts salts,
    Fault fault,
    BiConsumer<ModelId, NodeId> wanted,
    int workers,
    int queue) {
  public InferenceParts {
    load = List.copyOf(load);
    Check.argument(0 < workers && 0 <= queue, "at least one worker");
    Check.argument(workers + queue < Answering.HELD_MAX, "a queue that can be remembered");
  }

  /** How many tasks keep the workers busy: each has one, and finds the next one waiting. */
  int slots() {
    return 2 * workers;
  }

  /** Loads all models but those whose id is known and which are yet to come. Blocks. */
  @Nullable Void loadModels() throws IOException, ModelBroken {
    for (String word : load) {
      boolean toCome =
          Models.idOf(word).map(models.store()::find).filter(Optional::isEmpty).isPresent();
      if (!toCome) {
        models.load(word);
      }
    }
    return null;
  }

  AnsweringInput asked(Good<InferTask> heard, long nowMillis) {
    InferTask ask = heard.said();
    boolean loaded = models.loaded(ask.model()).isPresent();
    Bytes salt = salts.of(ask.task(), ask.epoch());
    return new Asked(heard.speaker(), ask, salt, loaded, nowMillis);
  }

  /** Never fails: what goes wrong is in the input. */
  Future<AnsweringInput> fetched(FetchPicture fetch) {
    NodeId leader = fetch.leader();
    return pictures
        .picture(leader, fetch.ask())
        .<AnsweringInput>map(picture -> new PictureCame(leader, fetch.ask(), picture))
        .otherwise(e ->
            e instanceof Unanswered why
                ? new NotFetched(leader, fetch.ask(), why.reason(), why.detail())
                : new NotFetched(leader, fetch.ask(), Reason.PICTURE_MISSING, e.toString()));
  }
}
