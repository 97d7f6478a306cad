package quorate.ledger.chain;

import quorate.ledger.bft.Electorate;
import quorate.ledger.bft.Evidence;
import quorate.ledger.bft.Validators;
import quorate.ledger.bft.Verifier;
import quorate.ledger.state.EvidenceCheck;
import quorate.ledger.state.Operation;
import quorate.task.Bytes;
import quorate.task.Digest;
import quorate.task.NodeId;
import quorate.wire.Codec;
import quorate.wire.Decoded;

/**
 * Evidence with the validators of its height, so that it can be checked by itself. Validators that
 * never were convict nobody: whoever keeps to the rules signs under none but the true ones, for
 * their digest is in every signature.
 */
public record Charge(Evidence evidence, Validators validators) {
  /** The canonical bytes: the proof of an {@link Operation.Evidence}. */
  public Bytes encoded() {
    return Codec.encode(Charge.class, this);
  }

  /** What is handed in against one of the offenders. */
  public Operation.Evidence against(NodeId offender) {
    return new Operation.Evidence(offender, evidence.height(), encoded());
  }

  /** How executing a block asks whether a charge holds. */
  public static EvidenceCheck check(Verifier verifier) {
    return (chain, offender, height, proof) ->
        switch (Codec.decode(Charge.class, proof)) {
          case Decoded.Refused<Charge> refused -> false;
          case Decoded.Value<Charge>(Charge charge) ->
              charge.convicts(chain, offender, height, verifier);
        };
  }

  private boolean convicts(Digest chain, NodeId offender, long height, Verifier verifier) {
    Electorate electorate = new Electorate(Origin.chain(chain), validators);
    return evidence.height() == height
        && evidence.offenders().contains(offender)
        && evidence.flaw(electorate, verifier).isEmpty();
  }
}
