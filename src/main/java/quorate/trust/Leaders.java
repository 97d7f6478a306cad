package quorate.trust;

import java.util.ArrayList;
import java.util.EnumSet;
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
   * How long a leader is not heard that has withheld its seed or skipped audits. It may have been
   * off for longer than an epoch, or may have found nobody free to audit: that is no proof, as all
   * else is that leaders are named for. Whoever goes on like that is named again.
   */
  static final long DOUBTED_MILLIS = 24 * 3_600_000L;

  private static final Set<Reckoning.Fault> DOUBTS =
      EnumSet.of(Reckoning.Fault.SEED_WITHHELD, Reckoning.Fault.SKIPPED);

  private final Set<NodeId> named = new LinkedHashSet<>();
  private final Map<NodeId, Long> doubted = new LinkedHashMap<>(); // until when
  private final Set<Word> words = new LinkedHashSet<>();

  /** Of late answers each is a word of its own. */
  private record Word(NodeId leader, TaskId task, List<NodeId> late) {
    static Word of(NodeId leader, Judged judged) {
      Stream<NodeId> both = Stream.concat(judged.agreed().stream(), judged.dissent().stream());
      return new Word(leader, judged.task(), judged.late() ? both.toList() : List.of());
    }
  }

  boolean named(NodeId leader) {
    return named.contains(leader) || doubted.containsKey(leader);
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
          if (DOUBTS.contains(fault)) {
            doubted.put(reckoning.leader(), nowMillis + DOUBTED_MILLIS);
          } else {
            named.add(reckoning.leader());
          }
        });
    while (named.size() > NAMED_MAX) {
      named.remove(named.iterator().next());
    }
    while (doubted.size() > NAMED_MAX) {
      doubted.remove(doubted.keySet().iterator().next());
    }
  }

  void tick(long nowMillis) {
    doubted.values().removeIf(until -> until <= nowMillis);
  }

  /** Those to be remembered over a restart. */
  List<NodeId> remembered() {
    return new ArrayList<>(named);
  }

  void restore(List<NodeId> kept) {
    named.addAll(kept);
  }
}
