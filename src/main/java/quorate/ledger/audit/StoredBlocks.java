package quorate.ledger.audit;

import java.util.List;
import java.util.Optional;
import quorate.ledger.chain.Body;
import quorate.ledger.state.Block;
import quorate.ledger.state.Header;
import quorate.ledger.store.LedgerStore;
import quorate.ledger.store.StoreRefused;
import quorate.ledger.store.StoreRefused.Why;
import quorate.task.Bytes;
import quorate.wire.Codec;

/** The blocks of a store, for those who show them. */
public final class StoredBlocks {
  private StoredBlocks() {}

  /**
   * The block of a height, which is stored; that of the genesis has no transactions.
   *
   * @throws StoreRefused with {@code DAMAGED} when it is missing or no block
   */
  public static Block at(LedgerStore store, long height) throws StoreRefused {
    Optional<Header> header =
        store.header(height).flatMap(bytes -> Codec.decode(Header.class, bytes).found());
    Optional<Bytes> body = store.block(height);
    Optional<Block> block =
        height == 0
            ? header.map(each -> new Block(each, List.of(), Bytes.EMPTY))
            : header.flatMap(each -> body.flatMap(bytes -> Body.block(each, bytes).found()));
    return block.orElseThrow(
        () -> new StoreRefused(Why.DAMAGED, "the block of height " + height + " is damaged"));
  }
}
