package quorate.ledger.chain;

import quorate.ledger.bft.Verifier;
import quorate.ledger.proof.NodeReader;
import quorate.ledger.state.Genesis;
import quorate.ledger.state.SignatureCheck;
import quorate.ledger.state.StateReader;
import quorate.task.NodeId;

/**
 * What a replica is made of.
 *
 * @param signatures of transactions; one that remembers what others checked may stand here
 * @param verifier of votes; likewise
 * @param entries reads the state at the tip of the store
 * @param nodes reads the tree at the tip of the store
 */
public record Setup(
    Genesis genesis,
    NodeId self,
    ReplicaPolicy policy,
    SignatureCheck signatures,
    Verifier verifier,
    StateReader entries,
    NodeReader nodes) {}
