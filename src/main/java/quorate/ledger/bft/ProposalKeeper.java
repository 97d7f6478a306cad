package quorate.ledger.bft;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import quorate.ledger.bft.ConsensusMessage.Proposed;
import quorate.ledger.bft.ConsensusOrder.Accuse;
import quorate.ledger.bft.ConsensusOrder.Validate;
import quorate.ledger.bft.Evidence.DoubleProposal;
import quorate.task.Digest;

/**
 * The proposals of a height, and whether their values are valid. One is kept of each round from
 * {@link VoteKeeper#PAST_ROUNDS_MAX} before the current one to the next; a second one only when a
 * polka backs it, for its proposer said different things to different nodes and a quorum took this
 * one (malachite#1018). So at most {@link #VALUES_MAX} values are held.
 */
final class ProposalKeeper {
  /** Two in each round, what is valid, what came late, and what is committed. */
  static final int VALUES_MAX = 2 * (VoteKeeper.PAST_ROUNDS_MAX + 2) + 3;

  private final long height;
  private final Consumer<ConsensusOrder> order;
  private final NavigableMap<Integer, List<Proposed>> rounds = new TreeMap<>();
  private final Map<Digest, Candidate> candidates = new LinkedHashMap<>();
  private final Set<Integer> accused = new TreeSet<>(); // rounds that are kept
  private Optional<Proposed> late = Optional.empty();

  ProposalKeeper(long height, Consumer<ConsensusOrder> order) {
    this.height = height;
    this.order = order;
  }

  /**
   * Keeps a proposal of a round that is kept.
   *
   * @param backed whether a polka of its own round is known
   * @return whether it is new and kept
   */
  boolean add(Proposed proposed, boolean backed) {
    Proposal proposal = proposed.proposal();
    List<Proposed> known = rounds.computeIfAbsent(proposal.round(), unused -> new ArrayList<>());
    for (int i = 0; i < known.size(); i++) {
      if (known.get(i).proposal().equals(proposal)) {
        known.set(i, fuller(known.get(i), proposed));
        return false;
      }
    }
    if (!known.isEmpty() && accused.add(proposal.round())) {
      order.accept(new Accuse(DoubleProposal.of(known.getFirst().signed(), proposed.signed())));
    }
    if (known.isEmpty() || (known.size() < 2 && backed)) {
      known.add(proposed);
      supply(proposal.value(), proposed.value());
      return true;
    }
    return false;
  }

  /** The one that has a polka beside it, if either has. */
  private static Proposed fuller(Proposed known, Proposed proposed) {
    return known.polka().isPresent() ? known : proposed;
  }

  /**
   * Remembers a proposal of a past round that came with its polka, until its value is known to be
   * valid; the one of the latest round only, for it unlocks those of all earlier ones.
   */
  void addLate(Proposed proposed) {
    if (late.isEmpty() || late.get().proposal().round() < proposed.proposal().round()) {
      late = Optional.of(proposed);
      supply(proposed.proposal().value(), proposed.value());
    }
  }

  Optional<Proposed> late() {
    return late;
  }

  /** The value that a quorum has committed, for which there is always room. */
  void supplyCommitted(Digest id, Value value) {
    if (!candidates.containsKey(id)) {
      candidates.put(id, new Candidate(value));
      order.accept(new Validate(height, value));
    }
  }

  private void supply(Digest id, Value value) {
    if (candidates.size() < VALUES_MAX - 1) {
      supplyCommitted(id, value);
    }
  }

  void validated(Digest id, boolean valid) {
    Candidate candidate = candidates.get(id);
    if (candidate != null && candidate.valid.isEmpty()) {
      candidate.valid = Optional.of(valid);
    }
  }

  Optional<Value> value(Digest id) {
    return Optional.ofNullable(candidates.get(id)).map(candidate -> candidate.value);
  }

  /** Empty as long as it is not known. */
  Optional<Boolean> valid(Digest id) {
    return Optional.ofNullable(candidates.get(id)).flatMap(candidate -> candidate.valid);
  }

  boolean knownValid(Digest id) {
    return valid(id).orElse(false);
  }

  /** In the order in which they came. */
  List<Proposed> of(int round) {
    return List.copyOf(rounds.getOrDefault(round, List.of()));
  }

  /** All of earlier rounds that are kept, the latest round first. */
  List<Proposed> before(int round) {
    List<Proposed> found = new ArrayList<>();
    rounds.headMap(round, false).descendingMap().values().forEach(found::addAll);
    return found;
  }

  /** Goes on to a round; drops what is too old, and values that nothing refers to any more. */
  void enter(int round, int validRound, Set<Digest> needed) {
    late = late.filter(proposed -> proposed.proposal().round() > validRound);
    rounds.headMap(round - VoteKeeper.PAST_ROUNDS_MAX).clear();
    accused.removeIf(each -> each < round - VoteKeeper.PAST_ROUNDS_MAX);
    Set<Digest> kept = new TreeSet<>(needed);
    rounds.values().forEach(all -> all.forEach(each -> kept.add(each.proposal().value())));
    late.ifPresent(proposed -> kept.add(proposed.proposal().value()));
    candidates.keySet().retainAll(kept);
  }

  /** How many values are held: never more than {@link #VALUES_MAX}. */
  int values() {
    return candidates.size();
  }

  private static final class Candidate {
    private final Value value;
    private Optional<Boolean> valid = Optional.empty();

    Candidate(Value value) {
      this.value = value;
    }
  }
}
