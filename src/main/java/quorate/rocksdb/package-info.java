/**
 * RocksDB as all rooms that keep something open it: the gateway's journal and the ledger's store.
 *
 * <p>Invariant: nothing here knows what is kept, and nothing is kept in two ways.
 *
 * <p>Read {@link quorate.rocksdb.Database} first.
 */
@org.jspecify.annotations.NullMarked
package quorate.rocksdb;
