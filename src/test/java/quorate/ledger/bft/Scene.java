package quorate.ledger.bft;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeMap;
import quorate.ledger.bft.ConsensusInput.Built;
import quorate.ledger.bft.ConsensusInput.Elapsed;
import quorate.ledger.bft.ConsensusInput.Heard;
import quorate.ledger.bft.ConsensusInput.StartHeight;
import quorate.ledger.bft.ConsensusInput.Validated;
import quorate.ledger.bft.ConsensusMessage.Certified;
import quorate.ledger.bft.ConsensusMessage.Proposed;
import quorate.ledger.bft.ConsensusMessage.Voted;
import quorate.ledger.bft.ConsensusOrder.SignProposal;
import quorate.ledger.bft.ConsensusOrder.SignVote;
import quorate.ledger.bft.ConsensusOrder.Validate;

/**
 * One machine among validators that the test speaks for. At {@link #HEIGHT} validator r mod n
 * proposes in round r. What the machine wants signed is signed and heard at once; values are valid,
 * but for those that the test answers for itself.
 */
final class Scene {
  static final long HEIGHT = 4 * 7;
  static final Value A = Crowd.value("A");
  static final Value B = Crowd.value("B");
  static final Value C = Crowd.value("C");
  static final Value LATE = Crowd.value("its validity is told by the test");

  final Crowd crowd;
  final Consensus machine;
  final List<ConsensusInput> inputs = new ArrayList<>();
  final List<ConsensusOrder> orders = new ArrayList<>();
  private final TreeMap<String, String> names = new TreeMap<>();

  Scene(Crowd crowd, int self) {
    this.crowd = crowd;
    this.machine = new Consensus(Crowd.CHAIN, Crowd.node(self), ConsensusPolicy.DEFAULT);
    names.put(A.id().hex(), "A");
    names.put(B.id().hex(), "B");
    names.put(C.id().hex(), "C");
    names.put(LATE.id().hex(), "LATE");
    tell(new StartHeight(HEIGHT, crowd.validators()));
  }

  /** Four validators; the machine is the last, whose turn it is in round 3. */
  static Scene ofFour() {
    return new Scene(Crowd.of(4), 3);
  }

  Scene proposal(int round, Value value, int validRound, Certificate... polka) {
    return hear(crowd.proposed(HEIGHT, round, value, validRound, polka));
  }

  Scene prevotes(int round, Value value, int validRound, int... from) {
    for (int each : from) {
      hear(crowd.prevote(each, HEIGHT, round, Optional.of(value), validRound));
    }
    return this;
  }

  Scene nilPrevotes(int round, int... from) {
    for (int each : from) {
      hear(crowd.prevote(each, HEIGHT, round, Optional.empty(), -1));
    }
    return this;
  }

  Scene precommits(int round, Value value, int... from) {
    for (int each : from) {
      hear(crowd.precommit(each, HEIGHT, round, Optional.of(value)));
    }
    return this;
  }

  Scene nilPrecommits(int round, int... from) {
    for (int each : from) {
      hear(crowd.precommit(each, HEIGHT, round, Optional.empty()));
    }
    return this;
  }

  Certificate polka(int round, Value value, int validRound, int... from) {
    return crowd.polka(HEIGHT, round, value, validRound, from);
  }

  Certificate commit(int round, Value value, int... from) {
    return crowd.commit(HEIGHT, round, value, from);
  }

  Scene hear(Certificate certificate) {
    return hear(new Certified(certificate));
  }

  Scene hear(SignedVote vote) {
    return hear(new Voted(List.of(vote)));
  }

  Scene hear(ConsensusMessage message) {
    return tell(new Heard(message));
  }

  Scene elapsed(Timeout timeout, int round) {
    return tell(new Elapsed(timeout, HEIGHT, round));
  }

  Scene built(int round, Value value) {
    return tell(new Built(HEIGHT, round, value));
  }

  Scene validated(Value value, boolean valid) {
    return tell(new Validated(HEIGHT, value.id(), valid));
  }

  /** Goes to the next round in the plain way: nothing proposed, nil all the way. */
  Scene passRound(int round) {
    return elapsed(Timeout.PROPOSE, round)
        .nilPrevotes(round, 0, 1, 2)
        .nilPrecommits(round, 0, 1, 2)
        .elapsed(Timeout.PRECOMMIT, round);
  }

  Scene tell(ConsensusInput input) {
    inputs.add(input);
    List<ConsensusOrder> due = machine.on(input);
    orders.addAll(due);
    due.forEach(this::carryOut);
    return this;
  }

  private void carryOut(ConsensusOrder order) {
    switch (order) {
      case SignVote sign -> hear(crowd.sign(sign.vote()));
      case SignProposal sign ->
          hear(new Proposed(crowd.sign(sign.proposal()), sign.value(), sign.polka()));
      case Validate(long unused, Value value) when !value.equals(LATE) -> validated(value, true);
      default -> {}
    }
  }

  /** What the machine wanted signed, as text: {@code prevote 0 A}, {@code propose 3 A(0)}. */
  List<String> said() {
    List<String> said = new ArrayList<>();
    for (ConsensusOrder order : orders) {
      if (order instanceof SignVote(Vote vote, var unused)) {
        String value = vote.value().map(id -> names.get(id.hex())).orElse("nil");
        String valid = vote.validRound() < 0 ? "" : "(" + vote.validRound() + ")";
        said.add(
            vote.type().name().toLowerCase(Locale.ROOT) + " " + vote.round() + " " + value + valid);
      } else if (order instanceof SignProposal(Proposal proposal, var a, var b, var c)) {
        String valid = proposal.fresh() ? "" : "(" + proposal.validRound() + ")";
        String value = names.get(proposal.value().hex());
        said.add("propose " + proposal.round() + " " + value + valid);
      }
    }
    return said;
  }

  <O extends ConsensusOrder> List<O> ordered(Class<O> type) {
    return orders.stream().filter(type::isInstance).map(type::cast).toList();
  }

  ConsensusSnapshot snapshot() {
    return machine.snapshot().orElseThrow();
  }
}
