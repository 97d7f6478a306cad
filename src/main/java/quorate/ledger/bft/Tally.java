package quorate.ledger.bft;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import quorate.ledger.bft.Evidence.DoubleVote;
import quorate.ledger.bft.Vote.Choice;
import quorate.task.NodeId;

/**
 * Votes of one type in one round: the first of each validator counts, one that contradicts it is
 * evidence (R10). At most one vote is kept of each validator, and two certificates.
 */
final class Tally {
  /** More certificates in one round need a third of the power to be faulty; they are dropped. */
  private static final int CERTIFICATES_MAX = 2;

  private final Electorate electorate;
  private final Consumer<Evidence> accuse;
  private final Map<NodeId, SignedVote> votes = new TreeMap<>();
  private final Map<Choice, Long> powers = new LinkedHashMap<>();
  private final Map<Choice, Certificate> certificates = new LinkedHashMap<>();
  private final Set<NodeId> accused = new TreeSet<>();
  private long power;

  Tally(Electorate electorate, Consumer<Evidence> accuse) {
    this.electorate = electorate;
    this.accuse = accuse;
  }

  /** Counts a validator's vote; false when it is known or contradicts the known one. */
  boolean add(SignedVote vote) {
    SignedVote known = votes.putIfAbsent(vote.validator(), vote);
    if (known != null) {
      compare(known, vote);
      return false;
    }
    long weight = electorate.power(vote.validator());
    power += weight;
    long sum = powers.merge(vote.vote().choice(), weight, Long::sum);
    if (sum >= electorate.quorum() && !vote.vote().nil()) {
      certify(certificate(vote.vote()));
    }
    return true;
  }

  private void compare(SignedVote known, SignedVote vote) {
    if (!known.vote().equals(vote.vote()) && accused.add(vote.validator())) {
      accuse.accept(DoubleVote.of(known, vote));
    }
  }

  /** Takes a certificate as one whole: it holds whatever else its signers have voted. */
  void certify(Certificate certificate) {
    if (certificates.size() < CERTIFICATES_MAX) {
      certificates.putIfAbsent(certificate.choice(), certificate);
    }
  }

  /** The power of all who voted, whatever for. */
  long power() {
    return power;
  }

  boolean quorumVoted() {
    return power >= electorate.quorum();
  }

  boolean quorumForNil() {
    return powers.getOrDefault(Choice.NIL, 0L) >= electorate.quorum();
  }

  /**
   * The certificates of what has a quorum, nil apart; more than one only if too many are faulty.
   */
  List<Certificate> certificates() {
    return List.copyOf(certificates.values());
  }

  Optional<SignedVote> of(NodeId validator) {
    return Optional.ofNullable(votes.get(validator));
  }

  List<SignedVote> all() {
    return List.copyOf(votes.values());
  }

  private Certificate certificate(Vote like) {
    List<Seal> seals = new ArrayList<>();
    for (SignedVote vote : votes.values()) {
      if (vote.vote().choice().equals(like.choice())) {
        seals.add(new Seal(vote.validator(), vote.signature()));
      }
    }
    return new Certificate(
        like.type(),
        like.height(),
        like.round(),
        like.value().orElseThrow(),
        like.validRound(),
        seals);
  }
}
