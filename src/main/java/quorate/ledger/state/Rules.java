package quorate.ledger.state;

import quorate.task.Digest;

/**
 * By what a transaction is judged, besides the state.
 *
 * @param chain {@link Genesis#chain}
 */
public record Rules(
    Digest chain, Policy policy, SignatureCheck signatures, EvidenceCheck evidence) {
  public static Rules of(Genesis genesis, SignatureCheck signatures, EvidenceCheck evidence) {
    return new Rules(genesis.chain(), genesis.policy(), signatures, evidence);
  }
}
