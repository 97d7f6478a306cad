package quorate.ledger.state;

import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import quorate.ledger.proof.MapTree;
import quorate.ledger.proof.MapUpdate;
import quorate.ledger.proof.NodeReader;
import quorate.ledger.state.Judged.Fault;
import quorate.ledger.state.Judged.Invalid;
import quorate.ledger.state.Transition.Tried;
import quorate.task.Bytes;
import quorate.task.Check;
import quorate.task.Digest;

/**
 * Executes blocks, before anybody votes for them: a header commits to what its own block leads to,
 * so that a node that comes to something else refuses the block instead of halting after it (rule
 * of ledger.md §6; Cosmos commits a block later and halts).
 */
public final class Execution {
  private final Rules rules;

  public Execution(Rules rules) {
    this.rules = rules;
  }

  /** The state with which a chain begins; its header has height 0. */
  public static Executed open(Genesis genesis) {
    SortedMap<Bytes, Optional<Bytes>> entries = Opened.entries(genesis);
    MapUpdate tree = MapTree.update(NodeReader.NONE, entries);
    Header header = Opened.header(genesis, tree.root());
    Delta delta = new Delta(entries, tree.nodes());
    State empty = State.at(header, StateReader.NONE, NodeReader.NONE);
    return new Executed(header, empty.after(header, delta), List.of(), delta);
  }

  /**
   * Executes a block that somebody proposed. Whether it was this proposer's turn, whether the time
   * is near ours and whether the last commit is one, is for others to ask.
   */
  public Judged judge(State before, Block block) {
    Optional<Fault> misplaced = misplaced(before, block);
    if (misplaced.isPresent()) {
      return new Invalid(misplaced.get());
    }
    Draft draft = new Draft(before);
    Transition transition = at(draft, block.header().height(), block.header().timeMillis());
    Content content = new Content();
    for (int i = 0; i < block.transactions().size(); i++) {
      SignedTransaction signed = block.transactions().get(i);
      switch (transition.attempt(signed)) {
        case Tried.Executed(Receipt receipt) -> content.add(signed, signed.encoded(), receipt);
        case Tried.Refused(Refusal why) -> {
          return new Invalid(Fault.BAD_TRANSACTION, i, Optional.of(why));
        }
      }
    }
    Header header = block.header();
    Opening opening = new Opening(header.timeMillis(), header.proposer(), block.lastCommit());
    Executed executed = seal(before, draft, transition, opening, content);
    Optional<Fault> fault = differs(executed.header(), header);
    return fault.<Judged>map(Invalid::new).orElseGet(() -> new Judged.Valid(executed));
  }

  /**
   * Builds a block from candidates, in their order, leaving out what cannot be executed or has no
   * room. Candidates of one account must come in the order of their nonces.
   */
  public Built build(State before, Opening opening, Iterable<SignedTransaction> candidates) {
    checkOpening(before, opening);
    Draft draft = new Draft(before);
    Transition transition = at(draft, before.tip().height() + 1, opening.timeMillis());
    Content content = new Content();
    SortedMap<Digest, Refusal> refused = new TreeMap<>();
    int free = rules.policy().blockBytesMax() - empty(before.tip(), opening).encoded().size();
    for (SignedTransaction candidate : candidates) {
      Bytes encoded = candidate.encoded();
      if (content.bytes() + encoded.size() > free
          || content.size() == rules.policy().transactionsMax()) {
        refused.put(candidate.id(rules.chain()), Refusal.BLOCK_FULL);
        continue;
      }
      switch (transition.attempt(candidate)) {
        case Tried.Executed(Receipt receipt) -> content.add(candidate, encoded, receipt);
        case Tried.Refused(Refusal why) -> refused.put(candidate.id(rules.chain()), why);
      }
    }
    Executed executed = seal(before, draft, transition, opening, content);
    Block block = new Block(executed.header(), content.transactions(), opening.lastCommit());
    return new Built(block, executed, refused);
  }

  /**
   * Which of the candidates, each account's in the order of their nonces, cannot be executed after
   * a state, and why.
   */
  public SortedMap<Digest, Refusal> refused(
      State before, long timeMillis, Iterable<SignedTransaction> candidates) {
    Transition transition = at(new Draft(before), before.tip().height() + 1, timeMillis);
    SortedMap<Digest, Refusal> refused = new TreeMap<>();
    for (SignedTransaction candidate : candidates) {
      if (transition.attempt(candidate) instanceof Tried.Refused(Refusal why)) {
        refused.put(candidate.id(rules.chain()), why);
      }
    }
    return refused;
  }

  private Transition at(Draft draft, long height, long timeMillis) {
    return new Transition(draft, rules, height, timeMillis);
  }

  private static Block empty(Header header, Opening opening) {
    return new Block(header, List.of(), opening.lastCommit());
  }

  private static void checkOpening(State before, Opening opening) {
    Check.that(opening.timeMillis() > before.tip().timeMillis(), "time goes on");
    long power = before.rotation().current().powerOf(opening.proposer());
    Check.that(power > 0, "who proposes has a seat");
  }

  private Optional<Fault> misplaced(State before, Block block) {
    Header header = block.header();
    Header tip = before.tip();
    if (!header.chain().equals(rules.chain())) {
      return Optional.of(Fault.WRONG_CHAIN);
    }
    if (header.height() != tip.height() + 1) {
      return Optional.of(Fault.WRONG_HEIGHT);
    }
    if (!header.previous().equals(tip.digest())) {
      return Optional.of(Fault.WRONG_PREVIOUS);
    }
    if (header.timeMillis() <= tip.timeMillis()) {
      return Optional.of(Fault.TIME_NOT_LATER);
    }
    if (before.rotation().current().powerOf(header.proposer()) == 0) {
      return Optional.of(Fault.PROPOSER_UNSEATED);
    }
    if (!header.lastCommit().equals(Digest.of(block.lastCommit()))) {
      return Optional.of(Fault.WRONG_LAST_COMMIT);
    }
    boolean fits =
        block.transactions().size() <= rules.policy().transactionsMax()
            && block.encoded().size() <= rules.policy().blockBytesMax();
    return fits ? Optional.empty() : Optional.of(Fault.TOO_LARGE);
  }

  private Executed seal(
      State before, Draft draft, Transition transition, Opening opening, Content content) {
    transition.end();
    SortedMap<Bytes, Optional<Bytes>> entries = draft.changes();
    MapUpdate tree = MapTree.update(before.nodes(), entries);
    Entry.Rotation voting = before.rotation();
    Header header =
        new Header(
            rules.chain(),
            before.tip().height() + 1,
            opening.timeMillis(),
            before.tip().digest(),
            content.transactionsRoot(),
            content.resultsRoot(),
            tree.root(),
            voting.current().digest(),
            voting.next().digest(),
            content.evidenceRoot(),
            Digest.of(opening.lastCommit()),
            opening.proposer());
    Delta delta = new Delta(entries, tree.nodes());
    return new Executed(header, before.after(header, delta), content.receipts(), delta);
  }

  /** What a header says otherwise than ours; all its other fields were taken over or checked. */
  private static Optional<Fault> differs(Header ours, Header theirs) {
    if (!ours.validators().equals(theirs.validators())
        || !ours.nextValidators().equals(theirs.nextValidators())) {
      return Optional.of(Fault.WRONG_VALIDATORS);
    }
    if (!ours.transactions().equals(theirs.transactions())) {
      return Optional.of(Fault.WRONG_TRANSACTIONS_ROOT);
    }
    if (!ours.results().equals(theirs.results())) {
      return Optional.of(Fault.WRONG_RESULTS_ROOT);
    }
    if (!ours.evidence().equals(theirs.evidence())) {
      return Optional.of(Fault.WRONG_EVIDENCE_ROOT);
    }
    return ours.equals(theirs) ? Optional.empty() : Optional.of(Fault.WRONG_STATE_ROOT);
  }
}
