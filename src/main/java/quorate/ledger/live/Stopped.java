package quorate.ledger.live;

/**
 * Why a ledger has stopped by itself; the node signs nothing more until it is started again.
 *
 * @param grave what the ledger rests on has failed, rather than this node's disk: nobody should go
 *     on without having looked
 * @param what in words for an operator
 */
public record Stopped(boolean grave, String what) {}
