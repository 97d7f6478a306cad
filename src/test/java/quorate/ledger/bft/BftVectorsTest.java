package quorate.ledger.bft;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import quorate.ledger.bft.ConsensusInput.Built;
import quorate.ledger.bft.ConsensusInput.Elapsed;
import quorate.ledger.bft.ConsensusInput.Heard;
import quorate.ledger.bft.ConsensusInput.StartHeight;
import quorate.ledger.bft.ConsensusInput.Validated;
import quorate.ledger.bft.ConsensusMessage.Certified;
import quorate.ledger.bft.ConsensusMessage.Committed;
import quorate.ledger.bft.ConsensusMessage.Proposed;
import quorate.ledger.bft.ConsensusMessage.Voted;
import quorate.ledger.bft.Evidence.Amnesia;
import quorate.ledger.bft.Evidence.DoubleProposal;
import quorate.ledger.bft.Evidence.DoubleVote;
import quorate.task.Bytes;
import quorate.task.Digest;
import quorate.task.NodeId;
import quorate.wire.Keys;
import quorate.wire.VectorsContract;

/**
 * What validators sign and say, and what is journaled of it, with real Ed25519 signatures; a
 * changed line means that old chains can no longer be verified.
 */
class BftVectorsTest extends VectorsContract {
  private static final Value VALUE = new Value(Bytes.ofHex("01020304"), Bytes.ofHex("0506"));
  private static final Value OTHER = new Value(Bytes.ofHex("ff"), Bytes.EMPTY);
  private static final long HEIGHT = 0x0102030405L;

  private final List<Keys> keys = keys();
  private final Validators validators =
      new Validators(
          List.of(
              new Validator(keys.get(0).id(), 3),
              new Validator(keys.get(1).id(), 2),
              new Validator(keys.get(2).id(), 2)));
  private final Electorate electorate =
      new Electorate(new Chain("quorate-vectors", Digest.of(Bytes.ofHex("00"))), validators);

  @Override
  protected String file() {
    return "ledger/bft/vectors.txt";
  }

  @Test
  void everyRecordHasASample() {
    for (Class<?> type : List.of(ConsensusMessage.class, ConsensusInput.class, Evidence.class)) {
      for (Class<?> leaf : type.getPermittedSubclasses()) {
        assertThat(samples()).anyMatch(sample -> sample.value().getClass() == leaf);
      }
    }
  }

  @Test
  void signaturesOfTheVectorsHold() {
    for (Sample<?> sample : samples()) {
      switch (sample.value()) {
        case Evidence evidence -> assertThat(evidence.flaw(electorate, Keys::verify)).isEmpty();
        case Voted voted -> assertThat(voted.flaw(electorate, Keys::verify)).isEmpty();
        case Certified known -> assertThat(known.flaw(electorate, Keys::verify)).isEmpty();
        case Committed known -> assertThat(known.flaw(electorate, Keys::verify)).isEmpty();
        case Proposed known -> assertThat(known.flaw(electorate, Keys::verify)).isEmpty();
        default -> {}
      }
    }
  }

  @Override
  protected Map<String, Bytes> derived() {
    Map<String, Bytes> derived = new LinkedHashMap<>();
    derived.put("value.id", VALUE.id().value());
    derived.put("validators.digest", validators.digest().value());
    derived.put("vote.signBytes", electorate.signBytes(prevote(0, VALUE, 1).vote()));
    derived.put("nil.signBytes", electorate.signBytes(nil(0).vote()));
    derived.put("proposal.signBytes", electorate.signBytes(proposal(VALUE).proposal()));
    return derived;
  }

  @Override
  protected List<Sample<?>> samples() {
    Certificate polka = certificate(VoteType.PREVOTE, 1, 0);
    Certificate commit = certificate(VoteType.PRECOMMIT, 1, Round.NONE);
    Proposed proposed = new Proposed(proposal(VALUE), VALUE, Optional.of(polka));
    Voted voted = new Voted(List.of(prevote(0, VALUE, 1), nil(1)));
    return List.of(
        new Sample<>("Validators", Validators.class, validators),
        new Sample<>("SignedVote", SignedVote.class, prevote(0, VALUE, 1)),
        new Sample<>("SignedVote.nil", SignedVote.class, nil(0)),
        new Sample<>("SignedProposal", SignedProposal.class, proposal(VALUE)),
        new Sample<>("Polka", Certificate.class, polka),
        new Sample<>("Commit", Certificate.class, commit),
        new Sample<>("Proposed", ConsensusMessage.class, proposed),
        new Sample<>("Voted", ConsensusMessage.class, voted),
        new Sample<>("Certified", ConsensusMessage.class, new Certified(polka)),
        new Sample<>("Committed", ConsensusMessage.class, new Committed(VALUE, commit)),
        new Sample<>("StartHeight", ConsensusInput.class, new StartHeight(HEIGHT, validators)),
        new Sample<>("Heard", ConsensusInput.class, new Heard(voted)),
        new Sample<>("Built", ConsensusInput.class, new Built(HEIGHT, 2, VALUE)),
        new Sample<>("Validated", ConsensusInput.class, new Validated(HEIGHT, VALUE.id(), true)),
        new Sample<>("Elapsed", ConsensusInput.class, new Elapsed(Timeout.REBROADCAST, HEIGHT, 2)),
        new Sample<>(
            "DoubleVote",
            Evidence.class,
            DoubleVote.of(prevote(1, VALUE, 1), prevote(1, OTHER, 1))),
        new Sample<>(
            "DoubleProposal", Evidence.class, DoubleProposal.of(proposal(VALUE), proposal(OTHER))),
        new Sample<>("Amnesia", Evidence.class, new Amnesia(commit, polkaOfOther())));
  }

  private Certificate certificate(VoteType type, int round, int validRound) {
    Vote like =
        new Vote(type, HEIGHT, round, Optional.of(VALUE.id()), validRound, keys.get(0).id());
    return certificate(like);
  }

  private Certificate polkaOfOther() {
    return certificate(
        new Vote(VoteType.PREVOTE, HEIGHT, 2, Optional.of(OTHER.id()), 0, keys.get(0).id()));
  }

  private Certificate certificate(Vote like) {
    List<Seal> seals = new ArrayList<>();
    for (Keys each : keys) {
      Vote vote =
          new Vote(like.type(), HEIGHT, like.round(), like.value(), like.validRound(), each.id());
      seals.add(new Seal(each.id(), each.sign(electorate.signBytes(vote))));
    }
    return new Certificate(
        like.type(), HEIGHT, like.round(), like.value().orElseThrow(), like.validRound(), seals);
  }

  private SignedVote prevote(int from, Value value, int validRound) {
    return sign(from, VoteType.PREVOTE, Optional.of(value.id()), validRound);
  }

  private SignedVote nil(int from) {
    return sign(from, VoteType.PRECOMMIT, Optional.empty(), Round.NONE);
  }

  private SignedVote sign(int from, VoteType type, Optional<Digest> value, int validRound) {
    Vote vote = new Vote(type, HEIGHT, 2, value, validRound, keys.get(from).id());
    return new SignedVote(vote, keys.get(from).sign(electorate.signBytes(vote)));
  }

  private SignedProposal proposal(Value value) {
    NodeId proposer = validators.proposer(HEIGHT, 2);
    Proposal proposal = new Proposal(HEIGHT, 2, 1, value.id(), proposer);
    Keys signer = keys.stream().filter(k -> k.id().equals(proposer)).findFirst().orElseThrow();
    return new SignedProposal(proposal, signer.sign(electorate.signBytes(proposal)));
  }

  private static List<Keys> keys() {
    List<Keys> keys = new ArrayList<>();
    for (int i = 1; i <= 3; i++) {
      byte[] secret = new byte[Keys.SECRET_BYTES];
      secret[0] = (byte) i;
      keys.add(Keys.of(secret));
    }
    keys.sort((a, b) -> a.id().compareTo(b.id()));
    return keys;
  }
}
