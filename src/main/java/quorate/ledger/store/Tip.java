package quorate.ledger.store;

import quorate.task.Digest;

/** The last height of a store, and the root of its state. */
public record Tip(long height, Digest root) {}
