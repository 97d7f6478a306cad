package quorate.inference;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
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
import quorate.task.Machine;
import quorate.task.ModelId;
import quorate.task.NodeId;
import quorate.wire.Message.ModelPart;
import quorate.wire.Message.SendModelPart;

/**
 * Gets a model from another node, one part after another: the manifest, then the files in its
 * order. One model at a time; the next part is asked for when the last one came, so that a model
 * delays nothing else. What the manifest promises bounds what is taken; whether the bytes are the
 * model's is known when its id has been computed over all of them, and nothing is loaded before.
 *
 * <p>What the node keeps itself is looked at first. A peer that sent something else is not asked
 * for that model again, and a silent one not for a while.
 */
public final class ModelPull implements Machine<PullInput, PullOrder> {
  /** The most models that wait; more are forgotten, and asked for again by the next task. */
  public static final int WAITING_MAX = 8;

  /** The most models that a node gets while it runs: nobody fills its disk. */
  public static final int PULLED_MAX = 16;

  /** The most failures that are remembered; beyond, the oldest is forgotten. */
  static final int FAILED_MAX = 256;

  static final long SILENT_MILLIS = 60_000;

  static final long PATIENCE_MILLIS = 3_000;
  static final int TRIES_MAX = 5;

  private final Map<ModelId, NodeId> waiting = new LinkedHashMap<>();
  private final Map<Source, Long> failed = new LinkedHashMap<>(); // until when
  private @Nullable Pull pull;
  private int pulled;

  @Override
  public List<PullOrder> on(PullInput input) {
    List<PullOrder> orders = new ArrayList<>();
    switch (input) {
      case Wanted wanted -> wanted(wanted, orders);
      case Came came -> came(came, orders);
      case Looked looked -> looked(looked, orders);
      case NotKept not -> notKept(not, orders);
      case Ended ended -> ended(ended, orders);
      case Tick(long nowMillis) -> tick(nowMillis, orders);
    }
    return orders;
  }

  private void wanted(Wanted wanted, List<PullOrder> orders) {
    boolean known = pull != null && pull.model.equals(wanted.model());
    Source source = new Source(wanted.model(), wanted.from());
    boolean bad = failed.getOrDefault(source, 0L) > wanted.nowMillis();
    boolean allowed = !known && !bad && pulled < PULLED_MAX;
    if (allowed && (waiting.containsKey(wanted.model()) || waiting.size() < WAITING_MAX)) {
      waiting.put(wanted.model(), wanted.from());
    }
    next(orders);
  }

  private void next(List<PullOrder> orders) {
    if (pull == null && !waiting.isEmpty()) {
      Map.Entry<ModelId, NodeId> first = waiting.entrySet().iterator().next();
      waiting.remove(first.getKey());
      pull = new Pull(first.getKey(), first.getValue());
      orders.add(new Look(pull.model));
    }
  }

  private void looked(Looked looked, List<PullOrder> orders) {
    Pull now = pull;
    if (now != null && now.model.equals(looked.model()) && looked.kept()) {
      orders.add(new Load(now.model));
    } else if (now != null && now.model.equals(looked.model())) {
      ask(now, looked.nowMillis(), orders);
    }
  }

  private void came(Came came, List<PullOrder> orders) {
    Pull now = pull;
    ModelPart part = came.part();
    if (now == null || now.whole || now.tries == 0 || !now.isNext(came.speaker(), part)) {
      return; // repeated, late, or not asked for
    }
    Optional<String> wrong = now.file == 0 ? head(now, part) : body(now, part);
    if (wrong.isPresent()) {
      giveUp(now, wrong.get(), Long.MAX_VALUE, orders);
      return;
    }
    String path = now.path();
    now.take(part);
    orders.add(new Keep(now.model, path, part.part()));
    if (now.file > now.files()) {
      now.whole = true;
      orders.add(new Adopt(now.model));
    } else {
      ask(now, came.nowMillis(), orders);
    }
  }

  /** A manifest comes in one part. */
  private static Optional<String> head(Pull now, ModelPart part) {
    if (part.fileBytes() != part.part().size()) {
      return Optional.of("its manifest is too large");
    }
    now.manifest = Manifest.decode(part.part()).orElse(null);
    return now.manifest == null ? Optional.of("its manifest is none") : Optional.empty();
  }

  private static Optional<String> body(Pull now, ModelPart part) {
    long bytes = now.entry().bytes();
    boolean fits = part.fileBytes() == bytes && part.offset() + part.part().size() <= bytes;
    boolean goesOn = part.part().size() > 0 || part.offset() == bytes;
    return fits && goesOn
        ? Optional.empty()
        : Optional.of("a part of " + now.path() + " does not fit the manifest");
  }

  /** Nothing that its source has done. */
  private void notKept(NotKept not, List<PullOrder> orders) {
    Pull now = pull;
    if (now != null && now.model.equals(not.model())) {
      giveUp(now, "it cannot be kept: " + not.why(), not.nowMillis() + SILENT_MILLIS, orders);
    }
  }

  private void ended(Ended ended, List<PullOrder> orders) {
    Pull now = pull;
    if (now != null && now.model.equals(ended.model())) {
      pulled += ended.loaded() && now.whole ? 1 : 0;
      over(now, ended.loaded() ? 0 : Long.MAX_VALUE, orders);
    }
  }

  private void tick(long nowMillis, List<PullOrder> orders) {
    Pull now = pull;
    if (now != null
        && now.tries > 0
        && !now.whole
        && nowMillis - now.askedAtMillis >= PATIENCE_MILLIS) {
      if (now.tries < TRIES_MAX) {
        ask(now, nowMillis, orders);
      } else {
        String why = "node " + now.from + " does not send it";
        giveUp(now, why, nowMillis + SILENT_MILLIS, orders);
      }
    }
  }

  private void giveUp(Pull now, String why, long untilMillis, List<PullOrder> orders) {
    orders.add(new GiveUp(now.model, why));
    over(now, untilMillis, orders);
  }

  private void over(Pull now, long untilMillis, List<PullOrder> orders) {
    if (untilMillis > 0) {
      failed.put(new Source(now.model, now.from), untilMillis);
    }
    if (failed.size() > FAILED_MAX) {
      failed.remove(failed.keySet().iterator().next());
    }
    pull = null;
    next(orders);
  }

  private static void ask(Pull now, long nowMillis, List<PullOrder> orders) {
    now.askedAtMillis = nowMillis;
    now.tries++;
    orders.add(new Ask(now.from, new SendModelPart(now.model, now.file, now.offset)));
  }

  /** A model as a node has it. */
  private record Source(ModelId model, NodeId node) {}

  /** The model that is being fetched. */
  private static final class Pull {
    private final ModelId model;
    private final NodeId from;
    private @Nullable Manifest manifest;
    private int file;
    private long offset;
    private int tries;
    private long askedAtMillis;
    private boolean whole;

    Pull(ModelId model, NodeId from) {
      this.model = model;
      this.from = from;
    }

    boolean isNext(NodeId speaker, ModelPart part) {
      return speaker.equals(from)
          && part.model().equals(model)
          && part.file() == file
          && part.offset() == offset;
    }

    int files() {
      return manifest == null ? 0 : manifest.files().size();
    }

    Manifest.Entry entry() {
      if (manifest == null) {
        throw new IllegalStateException("the manifest comes first");
      }
      return manifest.files().get(file - 1);
    }

    String path() {
      return file == 0 ? Manifest.FILE : entry().path();
    }

    /** Moves on behind a part. */
    void take(ModelPart part) {
      Bytes bytes = part.part();
      tries = 0;
      offset += bytes.size();
      if (offset >= part.fileBytes()) {
        offset = 0;
        file++;
      }
    }
  }
}
