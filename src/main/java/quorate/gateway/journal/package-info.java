/**
 * What a gateway has promised, on its own disk. The only place that knows RocksDB.
 *
 * <p>Invariant: an append is done only after its bytes were forced to the disk; many share one
 * forcing.
 *
 * <p>Invariant: a full disk or a full queue refuses what is new and loses nothing that was
 * promised.
 *
 * <p>Invariant: the journal of another node, another network or a later format is never opened.
 *
 * <p>Read {@link quorate.gateway.journal.Journal} first.
 */
@org.jspecify.annotations.NullMarked
package quorate.gateway.journal;
