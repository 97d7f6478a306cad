package quorate.ledger.bft;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import quorate.task.Digest;
import quorate.task.NodeId;

/**
 * The votes of a height. Those of the current round, the next and the {@link #PAST_ROUNDS_MAX} past
 * ones are tallied; of rounds further ahead only each validator's last ones are kept, to know when
 * to skip (R8, R12); what is older is dropped, for certificates and proposals proposed again stand
 * in for it.
 */
final class VoteKeeper {
  /** How many past rounds are kept. */
  static final int PAST_ROUNDS_MAX = 4;

  private final Electorate electorate;
  private final Consumer<Evidence> accuse;
  private final NavigableMap<Integer, RoundVotes> rounds = new TreeMap<>();
  private final Map<NodeId, RoundVotes> ahead = new TreeMap<>(); // at most one a validator
  private final Map<NodeId, Integer> aheadRounds = new TreeMap<>();
  private int round;

  VoteKeeper(Electorate electorate, Consumer<Evidence> accuse) {
    this.electorate = electorate;
    this.accuse = accuse;
  }

  /** Counts a vote; false when it is known, contradicts one that is, or is of no use. */
  boolean add(SignedVote signed) {
    Vote vote = signed.vote();
    boolean past = vote.round() < round;
    if (!electorate.has(vote.validator()) || (past && (vote.nil() || !kept(vote.round())))) {
      return false;
    }
    return vote.round() > round + 1 ? addAhead(signed) : votes(vote.round()).of(vote).add(signed);
  }

  private boolean addAhead(SignedVote signed) {
    Vote vote = signed.vote();
    int known = aheadRounds.getOrDefault(vote.validator(), Round.NONE);
    if (vote.round() < known) {
      return false;
    }
    if (vote.round() > known) {
      aheadRounds.put(vote.validator(), vote.round());
      ahead.put(vote.validator(), new RoundVotes());
    }
    return ahead.getOrDefault(vote.validator(), new RoundVotes()).of(vote).add(signed);
  }

  /**
   * Takes a certificate of a round that is kept; its votes are counted besides, by {@link #add}.
   */
  void certify(Certificate certificate) {
    if (kept(certificate.round())) {
      votes(certificate.round()).of(certificate.type()).certify(certificate);
    }
  }

  /** Goes on to a round: what was ahead is counted, what is too old dropped. */
  void enter(int next) {
    round = next;
    rounds.headMap(next - PAST_ROUNDS_MAX).clear();
    for (NodeId validator : List.copyOf(ahead.keySet())) {
      if (aheadRounds.getOrDefault(validator, Round.NONE) <= next + 1) {
        aheadRounds.remove(validator);
        RoundVotes votes = ahead.remove(validator);
        if (votes != null) {
          votes.all().forEach(this::add);
        }
      }
    }
  }

  Tally prevotes(int ofRound) {
    return votes(ofRound).prevotes;
  }

  Tally precommits(int ofRound) {
    return votes(ofRound).precommits;
  }

  /** Whether a quorum is known to have prevoted the value in that round, with one valid round. */
  boolean polka(int ofRound, Digest value) {
    RoundVotes votes = rounds.get(ofRound);
    return votes != null
        && votes.prevotes.certificates().stream().anyMatch(polka -> polka.value().equals(value));
  }

  /** The polka for what is proposed, in the proposal's own round. */
  Optional<Certificate> polkaFor(Proposal proposal) {
    RoundVotes votes = rounds.get(proposal.round());
    return votes == null
        ? Optional.empty()
        : votes.prevotes.certificates().stream()
            .filter(polka -> polka.choice().equals(proposal.choice()))
            .findFirst();
  }

  /** All certificates of this type in the rounds that are kept, by round. */
  List<Certificate> certificates(VoteType type) {
    List<Certificate> found = new ArrayList<>();
    rounds.values().forEach(votes -> found.addAll(votes.of(type).certificates()));
    return found;
  }

  /**
   * The latest round that at least one honest validator has reached, and the current one at least:
   * those who have voted in it or later have power H (R8, without asking that all of them be in the
   * same round: where they are, this is no earlier).
   */
  int reached() {
    List<SignedVote> latest = new ArrayList<>(beyond(round + 1));
    latest.sort(Comparator.comparingInt((SignedVote vote) -> vote.vote().round()).reversed());
    long power = 0;
    for (SignedVote vote : latest) {
      power += electorate.power(vote.validator());
      if (power >= electorate.honestMin()) {
        return vote.vote().round();
      }
    }
    return round;
  }

  /** One vote of each validator that has voted in this later round or after it. */
  List<SignedVote> beyond(int later) {
    Map<NodeId, SignedVote> last = new TreeMap<>();
    for (RoundVotes votes : tallied(later)) {
      votes.all().forEach(vote -> last.put(vote.validator(), vote));
    }
    for (RoundVotes votes : ahead.values()) {
      votes.all().stream()
          .filter(vote -> vote.vote().round() >= later)
          .forEach(vote -> last.put(vote.validator(), vote));
    }
    return List.copyOf(last.values());
  }

  private Collection<RoundVotes> tallied(int from) {
    return rounds.tailMap(from).values();
  }

  /** Whether votes and proposals of the round are kept. */
  boolean kept(int ofRound) {
    return round - PAST_ROUNDS_MAX <= ofRound && ofRound <= round + 1;
  }

  private RoundVotes votes(int ofRound) {
    return rounds.computeIfAbsent(ofRound, unused -> new RoundVotes());
  }

  /** Both tallies of a round. */
  private final class RoundVotes {
    private final Tally prevotes = new Tally(electorate, accuse);
    private final Tally precommits = new Tally(electorate, accuse);

    Tally of(Vote vote) {
      return of(vote.type());
    }

    Tally of(VoteType type) {
      return type == VoteType.PREVOTE ? prevotes : precommits;
    }

    List<SignedVote> all() {
      List<SignedVote> all = new ArrayList<>(prevotes.all());
      all.addAll(precommits.all());
      return all;
    }
  }
}
