package quorate.ledger.bft;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import quorate.ledger.bft.ConsensusInput.Elapsed;
import quorate.ledger.bft.ConsensusInput.Heard;
import quorate.ledger.bft.ConsensusInput.StartHeight;
import quorate.ledger.bft.ConsensusMessage.Voted;
import quorate.ledger.bft.ConsensusOrder.Again;
import quorate.ledger.bft.ConsensusOrder.Behind;
import quorate.ledger.bft.ConsensusOrder.Serve;
import quorate.task.Check;
import quorate.task.Machine;
import quorate.task.NodeId;

/**
 * Takes part in consensus, height after height; a node that is no validator follows it. See {@link
 * HeightState} for the rules; here is what concerns other heights than the current one.
 *
 * <p>The inputs of a height from {@link StartHeight} on give the same orders whenever they are
 * played again, into a new machine as well; but for {@link Again}, whose messages are inputs
 * themselves.
 *
 * <p>Messages of heights whose validators the shell does not know cannot be verified, and are not
 * to be brought here. Those of the current height and of the next are expected to be checked by
 * {@link ConsensusMessage#flaw}.
 */
public final class Consensus implements Machine<ConsensusInput, ConsensusOrder> {
  private final Chain chain;
  private final NodeId self;
  private final ConsensusPolicy policy;
  private final EarlyMessages early = new EarlyMessages();
  private @Nullable Current current;

  public Consensus(Chain chain, NodeId self, ConsensusPolicy policy) {
    this.chain = chain;
    this.self = self;
    this.policy = policy;
  }

  /**
   * @throws IllegalStateException when a height begins that is not after the current one
   */
  @Override
  public List<ConsensusOrder> on(ConsensusInput input) {
    if (input instanceof StartHeight start) {
      return start(start);
    }
    if (current == null) {
      return List.of();
    }
    if (input instanceof Heard(ConsensusMessage message) && message.height() != current.height) {
      return elsewhere(message, current);
    }
    List<ConsensusOrder> orders = new ArrayList<>(current.state.on(input));
    remindOfHeight(input, current, orders);
    return orders;
  }

  /** Empty before the first height begins. */
  public Optional<ConsensusSnapshot> snapshot() {
    return current == null ? Optional.empty() : Optional.of(current.state.snapshot());
  }

  private List<ConsensusOrder> start(StartHeight start) {
    Check.that(
        start.height() > (current == null ? 0 : current.height), "heights begin one after another");
    Current next = new Current(new Electorate(chain, start.validators()), start.height());
    current = next;
    List<ConsensusOrder> orders = new ArrayList<>(next.state.on(start));
    early.take(start.height()).forEach(message -> orders.add(new Again(message)));
    return orders;
  }

  private List<ConsensusOrder> elsewhere(ConsensusMessage message, Current now) {
    if (message.height() < now.height) {
      return serve(message, now);
    }
    if (message.height() == now.height + 1) {
      early.keep(message, now.electorate);
    }
    if (message instanceof Voted(List<SignedVote> votes)) {
      votes.forEach(now.ahead::note);
    }
    return now.ahead.grown() ? List.of(new Behind(now.ahead.reached())) : List.of();
  }

  /**
   * Whoever votes below us has missed what was decided; its own vote comes first in what it says.
   */
  private List<ConsensusOrder> serve(ConsensusMessage message, Current now) {
    if (message instanceof Voted(List<SignedVote> votes)) {
      NodeId who = votes.getFirst().validator();
      if (now.electorate.has(who) && !who.equals(self)) {
        return List.of(new Serve(who, message.height()));
      }
    }
    return List.of();
  }

  /** While the round does not move, that others are ahead is said again. */
  private static void remindOfHeight(
      ConsensusInput input, Current now, List<ConsensusOrder> orders) {
    if (input instanceof Elapsed(Timeout timeout, long height, int unused)
        && timeout == Timeout.REBROADCAST
        && height == now.height
        && now.ahead.reached() > height) {
      orders.add(new Behind(now.ahead.reached()));
    }
  }

  private final class Current {
    private final Electorate electorate;
    private final long height;
    private final HeightState state;
    private final Ahead ahead;

    Current(Electorate electorate, long height) {
      this.electorate = electorate;
      this.height = height;
      this.state = new HeightState(electorate, self, policy, height);
      this.ahead = new Ahead(electorate, height);
    }
  }
}
