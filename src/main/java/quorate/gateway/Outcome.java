package quorate.gateway;

import java.util.Optional;
import quorate.task.Task;
import quorate.task.Verdict;
import quorate.wire.Message.ModelOffer;

/**
 * A verdict with what a client needs to read it.
 *
 * @param task what it answers, when the book still has it
 * @param model how its model is called, when a node still offers it
 */
public record Outcome(Verdict verdict, Optional<Task> task, Optional<ModelOffer> model) {}
