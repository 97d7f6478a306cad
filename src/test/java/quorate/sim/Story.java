package quorate.sim;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import quorate.cli.demo.Words;
import quorate.task.NodeId;
import quorate.task.TaskId;
import quorate.task.Verdict;
import quorate.task.Verdict.Outcome;
import quorate.wire.Message;
import quorate.wire.Message.DropTask;
import quorate.wire.Message.RevealAnswer;
import quorate.wire.Note;
import quorate.wire.Note.AnswerWanted;
import quorate.wire.Note.NodeGivenUp;
import quorate.wire.Note.NodesExhausted;
import quorate.wire.Note.TaskAssigned;
import quorate.wire.Note.VerdictReached;

/** How the simulation tells what happens, in short lines for people. */
final class Story {
  private Story() {}

  static String task(TaskId task) {
    return "t" + task.low();
  }

  static Optional<String> line(Simulation world, Note note) {
    if (note instanceof TaskAssigned assigned) {
      return Optional.of(
          "dispatch   " + task(assigned.task()) + " -> " + world.name(assigned.node()));
    }
    if (note instanceof NodeGivenUp given) {
      return Optional.of(
          "dispatch   " + task(given.task()) + " gives up on " + world.name(given.node()));
    }
    if (note instanceof NodesExhausted exhausted) {
      return Optional.of("dispatch   " + task(exhausted.task()) + " has no more nodes");
    }
    if (note instanceof AnswerWanted wanted) {
      return Optional.of("consensus  " + task(wanted.task()) + " wants one more answer");
    }
    return note instanceof VerdictReached reached
        ? Optional.of("consensus  " + verdict(world, reached.verdict()))
        : Optional.empty();
  }

  /** What one node says to another, as far as no note tells it. */
  static Optional<String> line(Simulation world, NodeId to, Message message) {
    if (message instanceof RevealAnswer reveal) {
      return Optional.of("consensus  " + task(reveal.task()) + " opens " + world.name(to));
    }
    return message instanceof DropTask drop
        ? Optional.of("dispatch   " + task(drop.task()) + " drops " + world.name(to))
        : Optional.empty();
  }

  private static String verdict(Simulation world, Verdict verdict) {
    String task = task(verdict.task()) + " ";
    if (verdict.outcome() != Outcome.AGREED) {
      return task + verdict.outcome() + ": " + verdict.detail();
    }
    String against =
        verdict.dissent().isEmpty() ? "" : ", against " + names(world, verdict.dissent());
    String answer = verdict.answer().map(Words::of).orElse("");
    return task + "AGREED on " + answer + ", by " + names(world, verdict.agreed()) + against;
  }

  private static String names(Simulation world, List<NodeId> nodes) {
    return nodes.stream().map(world::name).sorted().collect(Collectors.joining(" "));
  }
}
