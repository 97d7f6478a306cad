package quorate.ledger.state;

import quorate.task.Digest;

/**
 * What a transaction came to.
 *
 * @param transaction {@link Transaction#id}
 * @param fee burned
 * @param moved credits that changed hands or state, without the fee
 * @param paid tasks that it paid
 * @param passed tasks of it that had been paid before
 * @param taken of what vested, from nodes that were contradicted; burned
 */
public record Receipt(Digest transaction, long fee, long moved, int paid, int passed, long taken) {}
