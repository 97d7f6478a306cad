package quorate.ledger.bft;

import java.util.Optional;
import quorate.task.Digest;

/**
 * Where a validator stands in a height, for display and tests.
 *
 * @param lockedRound -1 when it is not locked
 * @param validRound -1 when it holds nothing that a quorum has prevoted
 */
public record ConsensusSnapshot(
    long height,
    int round,
    Step step,
    Optional<Digest> locked,
    int lockedRound,
    Optional<Digest> valid,
    int validRound,
    Optional<Digest> decided,
    boolean halted) {}
