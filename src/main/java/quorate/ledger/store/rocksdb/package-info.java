/**
 * The store of decided heights in RocksDB: the only place of the ledger that names it.
 *
 * <p>Invariant: native code is never entered once the store is closed; it would not survive it.
 *
 * <p>Invariant: one synchronous batch a height, and nothing of a height outside it.
 *
 * <p>Read {@link quorate.ledger.store.rocksdb.RocksLedgerStore} first.
 */
@org.jspecify.annotations.NullMarked
package quorate.ledger.store.rocksdb;
