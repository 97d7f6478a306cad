package quorate.ledger.chain;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import quorate.ledger.bft.Certificate;
import quorate.ledger.bft.Chain;
import quorate.ledger.bft.Consensus;
import quorate.ledger.bft.ConsensusInput;
import quorate.ledger.bft.ConsensusMessage;
import quorate.ledger.bft.ConsensusOrder;
import quorate.ledger.bft.ConsensusSnapshot;
import quorate.ledger.bft.Electorate;
import quorate.ledger.bft.Value;
import quorate.ledger.chain.PeerMessage.Agree;
import quorate.ledger.chain.PeerMessage.AskBlock;
import quorate.ledger.chain.PeerMessage.Reached;
import quorate.ledger.chain.PeerMessage.Waiting;
import quorate.ledger.chain.ReplicaInput.Opened;
import quorate.ledger.chain.ReplicaOrder.Cause;
import quorate.ledger.state.Built;
import quorate.ledger.state.Executed;
import quorate.ledger.state.Genesis;
import quorate.ledger.state.Receipt;
import quorate.ledger.state.SignedTransaction;
import quorate.ledger.state.State;
import quorate.ledger.store.Restart;
import quorate.task.Bytes;
import quorate.task.Check;
import quorate.task.Digest;
import quorate.task.Machine;
import quorate.task.NodeId;

/**
 * Takes part in a chain: agrees on blocks, executes them before it votes for them, and catches up
 * when it has missed some. A node without a seat follows, and serves those who ask.
 *
 * <p>A height goes: begun → decided → stored → (a pause, longer while nothing waits to be recorded)
 * → the next begun. Blocks that were fetched go the same way: each is heard with its commit
 * certificate, and decides its height.
 */
public final class Replica implements Machine<ReplicaInput, ReplicaOrder> {
  private final Setup setup;
  private final Chain chain;
  private final Consensus consensus;
  private final Blocks blocks;
  private final Pool pool;
  private final CatchUp catchUp;
  private final Jump jump;
  private final Generosity generosity = new Generosity();
  private final Timers timers = new Timers();
  private final Signatures signatures = new Signatures();
  private final Outbox out = new Outbox();
  private final ArrayDeque<ConsensusInput> pending = new ArrayDeque<>(); // empty between inputs
  private final Early early;
  private final Pause pause;
  private @Nullable State state;
  private @Nullable Electorate electorate; // of the height
  private @Nullable Electorate next; // of the one after it
  private Optional<Previous> previous = Optional.empty();
  private Optional<Previous> deciding = Optional.empty(); // until it is stored
  private List<Digest> executedIds = List.of(); // of what is being decided
  private Optional<Digest> committed = Optional.empty(); // the value, if a peer has proven it
  private long height;
  private long openAgainAt = Long.MAX_VALUE;
  private long nowMillis;
  private long storedMillis; // when a height was stored last
  private long announceMillis = Long.MAX_VALUE;
  private long wakeMillis = Long.MAX_VALUE;
  private boolean over;

  public Replica(Setup setup) {
    Genesis genesis = setup.genesis();
    this.setup = setup;
    this.chain = Origin.chain(genesis.chain());
    this.consensus = new Consensus(chain, setup.self(), setup.policy().consensus());
    this.blocks = new Blocks(genesis, setup);
    this.pool = new Pool(genesis.chain(), setup.signatures(), setup.policy().pool());
    this.early = new Early(setup.policy().aheadMillis());
    this.pause = new Pause(setup.policy());
    this.catchUp = new CatchUp(setup.policy().askMillis());
    this.jump = new Jump(genesis.chain(), setup.policy(), setup.verifier());
  }

  /** Where the agreement stands; empty before the first height begins. */
  public Optional<ConsensusSnapshot> snapshot() {
    return consensus.snapshot();
  }

  /** How many transactions wait for a block here. */
  public int waiting() {
    return pool.size();
  }

  @Override
  public List<ReplicaOrder> on(ReplicaInput input) {
    if (over
        || (state == null && !(input instanceof Opened || input instanceof ReplicaInput.Tick))) {
      return List.of();
    }
    switch (input) {
      case Opened opened -> open(opened);
      case ReplicaInput.Tick(long now) -> tick(now);
      case ReplicaInput.Heard(NodeId from, PeerMessage message) -> hear(from, message);
      case ReplicaInput.Signed(var slot, Bytes signature) ->
          signatures.signed(slot, signature).ifPresent(this::tell);
      case ReplicaInput.Withheld(var slot) -> signatures.withheld(slot);
      case ReplicaInput.Stored(long at) -> stored(at);
      case ReplicaInput.Submitted(SignedTransaction signed) -> submit(signed);
    }
    think();
    land();
    pause.hasten(pool.size() > 0, nowMillis);
    if (!over) {
      signatures.next().ifPresent(out::leaveDurably);
      wake();
    }
    return out.take();
  }

  /** Whatever the agreement is told is journaled first. */
  private void think() {
    ConsensusInput input = pending.poll();
    while (input != null && !over) {
      out.journal(input, Messages.own(input, setup.self()));
      consensus.on(input).forEach(this::carryOut);
      input = pending.poll();
    }
  }

  private void tell(ConsensusMessage message) {
    pending.add(new ConsensusInput.Heard(message));
  }

  // beginning

  private void open(Opened opened) {
    Check.that(state == null, "a replica is opened once");
    state = State.at(opened.tip(), setup.entries(), setup.nodes());
    previous = opened.previous();
    announceMillis = nowMillis;
    storedMillis = nowMillis;
    switch (opened.plan()) {
      case Restart.Plan.Begin(long at) -> begin(at);
      case Restart.Plan.Abstain(long at) -> {
        signatures.silence(at);
        begin(at);
      }
      case Restart.Plan.CatchUp(long from, long to) -> {
        signatures.silence(to);
        openAgainAt = to;
        out.stopJournaling();
        begin(from);
      }
      case Restart.Plan.Replay(long at) -> replay(at, opened.journal());
    }
  }

  private void replay(long at, List<ConsensusInput> journal) {
    enter(at);
    if (journal.stream().noneMatch(ConsensusInput.StartHeight.class::isInstance)) {
      pending.add(new ConsensusInput.StartHeight(at, votersNow().validators()));
    }
    catchUp.enter(at).ifPresent(this::take); // from here on blocks may be missing
    Replayed replayed = new Replayed(journal);
    List<ConsensusOrder> orders = new ArrayList<>();
    journal.forEach(entry -> orders.addAll(consensus.on(entry)));
    orders.removeIf(replayed::answered);
    orders.forEach(this::carryOut);
  }

  private void begin(long at) {
    enter(at);
    out.begin(at);
    pending.add(new ConsensusInput.StartHeight(at, votersNow().validators()));
    catchUp.enter(at).ifPresent(this::take);
    catchUp.ask(nowMillis).forEach(out::leave);
  }

  private void enter(long at) {
    var rotation = now().rotation();
    height = at;
    electorate = new Electorate(chain, Origin.validators(rotation.current()));
    next = new Electorate(chain, Origin.validators(rotation.next()));
    committed = Optional.empty();
    pending.clear(); // of the height before: a journal begins with the start of its own
    pause.end();
    timers.clear();
    signatures.clear();
    blocks.clear();
    early.clear();
  }

  private State now() {
    return Objects.requireNonNull(state, "a replica is opened first");
  }

  private Electorate votersNow() {
    return Objects.requireNonNull(electorate, "a height is entered first");
  }

  private Electorate voters(long at) {
    return at > height && next != null ? next : votersNow();
  }

  private void tick(long now) {
    nowMillis = Math.max(nowMillis, now);
    if (state == null) {
      return;
    }
    if (wakeMillis <= nowMillis) {
      wakeMillis = Long.MAX_VALUE;
    }
    pending.addAll(timers.due(nowMillis));
    ripen();
    if (announceMillis <= nowMillis) {
      announceMillis = nowMillis + setup.policy().announceMillis();
      out.leave(new ReplicaOrder.Publish(new Reached(now().tip().height())));
      List<SignedTransaction> reminded = pool.remind(Waiting.TRANSACTIONS_MAX);
      if (!reminded.isEmpty()) {
        out.leave(new ReplicaOrder.Publish(new Waiting(reminded)));
        if (!votersNow().has(setup.self()) && deciding.isEmpty()) {
          pool.drop(blocks.refused(now(), nowMillis, pool.mine(now()))).forEach(out::add);
        }
      }
    }
    if (pause.endMillis() <= nowMillis) {
      begin(now().tip().height() + 1);
    }
    catchUp.ask(nowMillis).forEach(out::leave);
    jump.tick(now().tip().height(), nowMillis - storedMillis, catchUp, nowMillis)
        .forEach(out::leave);
  }

  /** Wakes when the first of all that is waited for is due. */
  private void wake() {
    long due = Math.min(timers.nextMillis(), Math.min(pause.endMillis(), announceMillis));
    due = Math.min(due, catchUp.nextMillis());
    due = Math.min(due, Math.min(early.nextMillis(), jump.nextMillis(nowMillis)));
    if (due != wakeMillis && due != Long.MAX_VALUE) {
      wakeMillis = due;
      out.add(new ReplicaOrder.WakeMe(due));
    }
  }

  // what is heard

  private void hear(NodeId from, PeerMessage message) {
    switch (message) {
      case Agree(ConsensusMessage.Committed block) -> take(new CatchUp.Arrived(from, block));
      case Agree(ConsensusMessage agree) -> {
        if (Messages.holds(agree, height, voters(agree.height()), setup.verifier())) {
          tell(agree);
          pause.hasten(agree.height() > height, nowMillis);
        }
      }
      case Waiting(var transactions) -> transactions.forEach(each -> pool.add(each, now()));
      case Reached(long reached) -> {
        catchUp.claim(from, reached);
        pause.hasten(reached > height, nowMillis);
        catchUp.ask(nowMillis).forEach(out::leave);
      }
      case AskBlock(long wanted) -> give(from, wanted);
      case PeerMessage ofSnapshots ->
          jump.hear(from, ofSnapshots, now().tip().height(), votersNow(), nowMillis)
              .forEach(out::leave);
    }
  }

  /** A decided block: of the height that is being decided, or of one that follows. */
  private void take(CatchUp.Arrived arrived) {
    ConsensusMessage.Committed block = arrived.block();
    if (block.height() > height) {
      catchUp.keep(arrived.from(), block);
      pause.hasten(true, nowMillis);
    } else if (block.height() == height && deciding.isEmpty() && now().tip().height() < height) {
      if (block.flaw(votersNow(), setup.verifier()).isPresent()) {
        catchUp.caught(arrived.from());
        return;
      }
      committed = Optional.of(block.commit().value());
      tell(block);
      ripen();
    }
  }

  private void give(NodeId to, long wanted) {
    boolean here = wanted >= 1 && wanted <= now().tip().height() && deciding.isEmpty();
    if (here && generosity.allows(to, wanted, nowMillis)) {
      out.leave(new ReplicaOrder.Give(to, wanted));
    }
  }

  /** A snapshot is whole: it takes the place of the store. */
  private void land() {
    if (!over && state != null && deciding.isEmpty()) {
      jump.landed(now().tip().height())
          .ifPresent(height -> {
            over = true;
            out.only(new ReplicaOrder.Install(height));
            out.add(new ReplicaOrder.OpenAgain());
          });
    }
  }

  private void submit(SignedTransaction signed) {
    Digest id = signed.id(chain.genesis());
    pool.submit(signed, now())
        .ifPresentOrElse(
            why -> out.add(new ReplicaOrder.Tell(id, new ReplicaOrder.Outcome.Refused(why))),
            () -> out.leave(new ReplicaOrder.Publish(new Waiting(List.of(signed)))));
  }

  // what the agreement wants

  private void carryOut(ConsensusOrder order) {
    switch (order) {
      case ConsensusOrder.SignVote sign -> signatures.want(sign);
      case ConsensusOrder.SignProposal sign -> signatures.want(sign);
      case ConsensusOrder.Publish(ConsensusMessage message) ->
          out.leaveDurably(new ReplicaOrder.Publish(new Agree(message)));
      case ConsensusOrder.Build build -> build(build);
      case ConsensusOrder.Validate(long at, Value value) -> validate(value);
      case ConsensusOrder.Arm arm -> timers.arm(arm, nowMillis);
      case ConsensusOrder.Want want -> out.leave(catchUp.anyone(votersNow(), setup.self(), height));
      case ConsensusOrder.Decide(long at, Value value, Certificate commit) -> decide(value, commit);
      case ConsensusOrder.Accuse(var evidence) ->
          out.add(new ReplicaOrder.Accuse(new Charge(evidence, votersNow().validators())));
      case ConsensusOrder.Serve(NodeId validator, long at) -> give(validator, at);
      case ConsensusOrder.Behind by -> out.leave(catchUp.anyone(votersNow(), setup.self(), height));
      case ConsensusOrder.Again(ConsensusMessage message) -> tell(message);
      case ConsensusOrder.Halt(long at, var cause) -> halt(Cause.of(cause), "the agreement halts");
    }
  }

  private void build(ConsensusOrder.Build build) {
    int max = setup.genesis().policy().transactionsMax();
    Built built =
        blocks.build(now(), nowMillis, setup.self(), previous, pool.candidates(now(), max));
    pool.drop(built.refused()).forEach(out::add);
    pending.add(new ConsensusInput.Built(build.height(), build.round(), Body.value(built.block())));
  }

  private void validate(Value value) {
    if (early.holds(value, nowMillis, committed)) {
      return;
    }
    boolean valid = blocks.judge(now(), previous, value).isPresent();
    pending.add(new ConsensusInput.Validated(height, value.id(), valid));
  }

  /** Looks again at what was too early. */
  private void ripen() {
    early.take().forEach(this::validate);
  }

  private void decide(Value value, Certificate commit) {
    Blocks.Outcome outcome = blocks.decide(now(), previous, value);
    if (outcome instanceof Blocks.Broken(Cause cause, String detail)) {
      halt(cause, detail);
      return;
    }
    Executed executed = ((Blocks.Whole) outcome).executed();
    Previous decided = new Previous(commit, votersNow().validators());
    deciding = Optional.of(decided);
    state = executed.after();
    out.add(
        new ReplicaOrder.Store(
            Origin.committed(executed, value.header(), value.body(), decided.encoded())));
    executedIds = executed.receipts().stream().map(Receipt::transaction).toList();
  }

  private void stored(long at) {
    if (deciding.isEmpty() || deciding.get().commit().height() != at) {
      return;
    }
    previous = deciding;
    deciding = Optional.empty();
    storedMillis = nowMillis;
    state = State.at(now().tip(), setup.entries(), setup.nodes());
    pool.advance(now(), executedIds).forEach(out::add);
    if (at == openAgainAt) {
      over = true;
      out.only(new ReplicaOrder.OpenAgain());
    } else if (catchUp.behind(at + 1)) {
      begin(at + 1);
    } else {
      pause.begin(nowMillis);
    }
  }

  private void halt(Cause cause, String detail) {
    over = true;
    out.only(new ReplicaOrder.Halt(height, cause, detail));
  }
}
