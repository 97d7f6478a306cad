package quorate.trust;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import quorate.task.NodeId;
import quorate.task.TaskId;
import quorate.wire.Judged;

/**
 * Whose word counts: not that of a leader which was named, nor a second time. Buses may repeat what
 * is said, and whoever can send may say an honest leader's word again.
 */
final class Leaders {
  /** The most leaders that are named at once; the eldest is forgotten first. */
  static final int NAMED_MAX = 1024;

  /** The most words remembered, so as not to be counted again; the eldest is forgotten first. */
  static final int WORDS_MAX = 100_000;

  /**
   * How long a leader that has withheld its seed is not heard. It may have been off for longer than
   * an epoch: that is no proof, as all else is that leaders are named for.
   */
  static final long WITHHELD_MILLIS = 24 * 3_600_000L;

  private final Set<NodeId> named = new LinkedHashSet<>();
  private final Map<NodeId, Long> withheld = new LinkedHashMap<>(); // until when
  private final Set<Word> words = new LinkedHashSet<>();

  /** Of late answers each is a word of its own. */
  private record Word(NodeId leader, TaskId task, List<NodeId> late) {
    static Word of(NodeId leader, Judged judged) {
      Stream<NodeId> both = Stream.concat(judged.agreed().stream(), judged.dissent().stream());
      return new Word(leader, judged.task(), judged.late() ? both.toList() : List.of());
    }
  }

  boolean named(NodeId leader) {
    return named.contains(leader) || withheld.containsKey(leader);
  }

  /** Whether a leader has not said this before; it has from now on. */
  boolean isNew(NodeId leader, Judged judged) {
    boolean unheard = words.add(Word.of(leader, judged));
    if (words.size() > WORDS_MAX) {
      words.remove(words.iterator().next());
    }
    return unheard;
  }

  /** A leader is named, if something was found. */
  void reckoned(Reckoning reckoning, long nowMillis) {
    reckoning
        .fault()
        .ifPresent(fault -> {
          if (fault == Reckoning.Fault.SEED_WITHHELD) {
            withheld.put(reckoning.leader(), nowMillis + WITHHELD_MILLIS);
          } else {
            named.add(reckoning.leader());
          }
        });
    while (named.size() > NAMED_MAX) {
      named.remove(named.iterator().next());
    }
    while (withheld.size() > NAMED_MAX) {
      withheld.remove(withheld.keySet().iterator().next());
    }
  }

  void tick(long nowMillis) {
    withheld.values().removeIf(until -> until <= nowMillis);
  }

  /** Those to be remembered over a restart. */
  List<NodeId> remembered() {
    return new ArrayList<>(named);
  }

  void restore(List<NodeId> kept) {
    named.addAll(kept);
  }
}
