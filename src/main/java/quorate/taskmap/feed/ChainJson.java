package quorate.taskmap.feed;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import quorate.wire.LedgerSeen;
import quorate.wire.Note.BlockStored;

/** The ledger's part of the map's frames. */
final class ChainJson {
  private ChainJson() {}

  static JsonArray blocks(List<BlockStored> blocks) {
    JsonArray json = new JsonArray();
    blocks.forEach(block ->
        json.add(
            new JsonObject()
                .put("height", block.height())
                .put("header", block.header().hex())
                .put("at", block.timeMillis())
                .put("proposer", block.proposer().hex())
                .put("round", block.round())
                .put("votes", block.votes())
                .put("validators", block.validators())
                .put("transactions", block.transactions())));
    return json;
  }

  static JsonObject ledger(LedgerSeen seen) {
    JsonArray seats = new JsonArray();
    seen.seats()
        .forEach(seat -> seats.add(new JsonArray().add(seat.node().hex()).add(seat.power())));
    return new JsonObject()
        .put("name", seen.name())
        .put("chain", seen.chain().hex())
        .put("height", seen.height())
        .put("supply", seen.supply())
        .put("burned", seen.burned())
        .put("escrowed", seen.escrowed())
        .put("staked", seen.staked())
        .put("paid", seen.paid())
        .put("transactions", seen.transactions())
        .put("seats", seats)
        .put("richest", accounts(seen.richest()))
        .put("busiest", accounts(seen.busiest()));
  }

  private static JsonArray accounts(List<LedgerSeen.Account> accounts) {
    JsonArray json = new JsonArray();
    accounts.forEach(account ->
        json.add(
            new JsonObject()
                .put("address", account.address())
                .put("key", account.key().hex())
                .put("balance", account.balance())
                .put("transactions", account.transactions())));
    return json;
  }
}
