package quorate.ledger.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static quorate.ledger.live.KeeperNetwork.account;
import static quorate.ledger.live.KeeperNetwork.finalHeight;
import static quorate.ledger.live.KeeperNetwork.now;
import static quorate.ledger.live.KeeperNetwork.reached;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import quorate.ledger.chain.ReplicaOrder.Outcome;
import quorate.ledger.state.Refusal;
import quorate.ledger.state.SignedTransaction;
import quorate.ledger.store.FileDisk;
import quorate.ledger.store.SimulatedDisk;
import quorate.ledger.store.StoreRefused;
import quorate.task.Bytes;
import quorate.task.Reason;

class KeeperTest {
  private KeeperNetwork network;

  @BeforeEach
  void begin(@TempDir Path folder) {
    network = new KeeperNetwork(folder, 4);
  }

  @AfterEach
  void end() {
    network.close();
  }

  @Test
  void transfersAreFinalEverywhereWhenHandedInAnywhere() throws Exception {
    network.startAll();
    List<CompletionStage<Outcome>> ends = new ArrayList<>();
    for (int nonce = 0; nonce < 20; nonce++) {
      for (int person = 0; person < 4; person++) {
        SignedTransaction signed = network.transfer(person, nonce, 4 + person, 10);
        ends.add(network.keeper(person).submit(signed));
      }
    }
    long last = 0;
    for (CompletionStage<Outcome> end : ends) {
      last = Math.max(last, finalHeight(end));
    }
    assertThat(last).isPositive();
    assertThat(network.headers(last)).hasSize(4).containsOnly(network.headers(last).getFirst());
    for (int i = 0; i < 4; i++) {
      Keeper keeper = network.keeper(i);
      long balance = now(keeper.read(view -> view.state().account(account(5)).balance()));
      assertThat(balance).isEqualTo(KeeperNetwork.RICH + 200);
    }
  }

  @Test
  void oneOfTwoIsFinalEverywhereWhenTheSameIsSpentAtTwoValidators() throws Exception {
    network.startAll();
    for (int nonce = 0; nonce < 5; nonce++) {
      SignedTransaction one = network.transfer(0, nonce, 1, 7);
      SignedTransaction other = network.transfer(0, nonce, 2, 7);
      Outcome first = now(network.keeper(0).submit(one));
      Outcome second = now(network.keeper(1).submit(other));
      assertThat(List.of(first, second)).filteredOn(Outcome.Final.class::isInstance).hasSize(1);
    }
  }

  @Test
  void listenersHearEveryHeightInOrderWithItsVotes() throws Exception {
    network.startAll();
    List<Long> heard = new CopyOnWriteArrayList<>();
    network
        .keeper(0)
        .heed(decided -> heard.add(decided.commit().isPresent() ? decided.height() : -1));
    reached(network.keeper(0), 5);
    List<Long> sorted = heard.stream().sorted().distinct().toList();
    assertThat(heard).isNotEmpty().isEqualTo(sorted);
  }

  @Test
  void goesOnWhereItStoodWhenAllAreStartedAgain() throws Exception {
    network.startAll();
    long height = finalHeight(network.keeper(0).submit(network.transfer(0, 0, 1, 5)));
    Bytes before = network.headers(height).getFirst();
    for (int i = 0; i < 4; i++) {
      network.stop(i);
    }
    network.startAll();
    assertThat(finalHeight(network.keeper(2).submit(network.transfer(0, 1, 1, 5))))
        .isGreaterThan(height);
    assertThat(network.headers(height)).hasSize(4).containsOnly(before);
  }

  @Test
  void catchesUpAndVotesWhenItComesLate() throws Exception {
    for (int i = 0; i < 3; i++) {
      network.start(i);
    }
    assertThat(finalHeight(network.keeper(0).submit(network.transfer(0, 0, 1, 5)))).isPositive();
    reached(network.keeper(0), 10);
    network.start(3);
    reached(network.keeper(3), 12);
    network.stop(0); // three are needed: from now on the late one is one of them
    assertThat(finalHeight(network.keeper(3).submit(network.transfer(0, 1, 1, 5)))).isPositive();
  }

  @Test
  void takesASnapshotOverAndVotesWhenItComesLateByFar() throws Exception {
    network.snapshots(4, 12);
    for (int i = 0; i < 3; i++) {
      network.start(i);
    }
    assertThat(finalHeight(network.keeper(0).submit(network.transfer(0, 0, 1, 5)))).isPositive();
    reached(network.keeper(0), 24);
    Keeper late = network.start(3);
    reached(late, 30);
    boolean there = now(late.read(view -> view.block(1).isPresent()));
    assertThat(there).as("a block before the snapshot").isFalse();
    long balance = now(late.read(view -> view.state().account(KeeperNetwork.account(1)).balance()));
    assertThat(balance).isEqualTo(KeeperNetwork.RICH + 5);
    network.stop(0);
    assertThat(finalHeight(late.submit(network.transfer(0, 1, 1, 5)))).isPositive();
    network.stop(3);
    reached(network.start(3), 32);
  }

  @Test
  void catchesUpAndVotesAgainWhenItsStoreIsBroughtBackFromACopy(@TempDir Path copy)
      throws Exception {
    network.startAll();
    reached(network.keeper(3), 3);
    network.stop(3);
    network.copyStore(3, copy);
    network.start(3);
    reached(network.keeper(3), 10);
    network.stop(3);
    network.bringBackStore(3, copy);
    Keeper again = network.start(3);
    assertThat(again.status().height()).isLessThan(10);
    reached(again, 12);
    network.stop(0);
    assertThat(finalHeight(again.submit(network.transfer(0, 0, 1, 5)))).isPositive();
  }

  @Test
  void garbageIsCountedAndHarmlessWhenAPeerSaysIt() throws Exception {
    network.startAll();
    for (int i = 1; i < 50; i++) {
      network.keeper(0).heard(KeeperNetwork.validator(1).id(), Bytes.giving(new byte[i]));
    }
    assertThat(finalHeight(network.keeper(0).submit(network.transfer(0, 0, 1, 5)))).isPositive();
    assertThat(network.refused).hasSize(49).containsOnly(Reason.UNKNOWN_MESSAGE);
  }

  @Test
  void refusesATransactionWhenItsSignatureIsAnothers() throws Exception {
    network.startAll();
    SignedTransaction right = network.transfer(0, 0, 1, 5);
    SignedTransaction wrong =
        new SignedTransaction(right.transaction(), network.transfer(1, 0, 0, 5).signature());
    assertThat(now(network.keeper(0).submit(wrong)))
        .isEqualTo(new Outcome.Refused(Refusal.BAD_SIGNATURE));
  }

  @Test
  void stopsLoudlyAndTheOthersGoOnWhenADiskFails() throws Exception {
    for (int i = 0; i < 3; i++) {
      network.start(i);
    }
    FailingDisk disk = new FailingDisk(new SimulatedDisk(1));
    Keeper failing = network.start(3, disk);
    reached(failing, 2);
    disk.fail();
    CompletionStage<Outcome> waiting = failing.submit(network.transfer(1, 5, 0, 5));
    assertThatThrownBy(() -> now(waiting)).hasMessageContaining("the ledger has stopped");
    assertThatThrownBy(() -> now(failing.read(LedgerView::state)))
        .hasMessageContaining("the ledger has stopped");
    failing.close();
    assertThat(network.stopped.get(3)).extracting(Stopped::grave).isEqualTo(false);
    assertThat(failing.status().stopped()).isPresent();
    assertThat(finalHeight(network.keeper(0).submit(network.transfer(0, 0, 1, 5)))).isPositive();
  }

  @Test
  void saysWhatToDoWhenTheGenesisIsAnotherChains(@TempDir Path folder) throws Exception {
    KeeperNetwork seven = new KeeperNetwork(folder, 7);
    seven.open(0, new SimulatedDisk(1)).close();
    KeeperNetwork four = new KeeperNetwork(folder, 4);
    assertThatThrownBy(() -> four.open(0, new SimulatedDisk(2)))
        .isInstanceOf(StoreRefused.class)
        .hasMessageContaining("give the node its own data folder");
  }

  @Test
  void isNotOpenedTwiceWhenItRuns(@TempDir Path folder) throws Exception {
    try (Keeper first = network.open(0, FileDisk.in(folder))) {
      assertThat(first.status().height()).isZero();
      assertThatThrownBy(() -> network.open(0, FileDisk.in(folder)))
          .isInstanceOf(StoreRefused.class);
    }
  }
}
