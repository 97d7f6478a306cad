package quorate.ledger.store;

import quorate.task.Bytes;

/** A key of the state and what is under it. */
public record Entry(Bytes key, Bytes value) {}
