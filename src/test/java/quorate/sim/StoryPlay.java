package quorate.sim;

import java.util.ArrayList;
import java.util.List;
import quorate.sim.StoryCommand.Cancel;
import quorate.sim.StoryCommand.Crash;
import quorate.sim.StoryCommand.Cut;
import quorate.sim.StoryCommand.Heal;
import quorate.sim.StoryCommand.Network;
import quorate.sim.StoryCommand.Restart;
import quorate.sim.StoryCommand.Run;
import quorate.sim.StoryCommand.Submit;
import quorate.sim.StoryCommand.Until;
import quorate.simulation.SimNet;

/** Plays a story with the real machines in virtual time, every signature and proof checked. */
final class StoryPlay {
  private static final long SEED = 1;
  private static final long ACQUAINTED_MILLIS = 2_000;
  private static final long PATIENCE_MILLIS = 60_000;
  private static final long LAST_WORDS_MILLIS = 1_500;

  private final List<String> told = new ArrayList<>();
  private Simulation world = new Simulation(SEED, true, SimNet.Weather.FAIR);

  private StoryPlay() {}

  /** All that is told, in this order. */
  static List<String> of(StoryFile story) {
    StoryPlay play = new StoryPlay();
    for (StoryFile.Step step : story.steps()) {
      play.does(step.command(), step.line());
    }
    return play.told;
  }

  private void does(StoryCommand command, StoryLine line) {
    switch (command) {
      case Network network -> found(network);
      case Submit submit -> {
        if (!world.submit(submit.gateway(), submit.terms())) {
          throw line.expected("a gateway that is up and not cut off", "n" + submit.gateway());
        }
      }
      case Run run ->
          run.millis()
              .ifPresentOrElse(
                  world::run,
                  () -> {
                    world.runUntilDecided(PATIENCE_MILLIS);
                    world.run(LAST_WORDS_MILLIS);
                  });
      case Until until -> {
        int from = told.size();
        if (!world.runUntil(() -> toldSince(from, until.told()), PATIENCE_MILLIS)) {
          throw line.expected("that somebody says so", "silence for a minute");
        }
      }
      case Cancel(int task) -> world.cancel(task);
      case Crash(int node) -> {
        up(node, true, line);
        world.crash(node);
      }
      case Restart(int node) -> {
        up(node, false, line);
        world.restart(node);
      }
      case Cut(var nodes) -> world.cut(nodes);
      case Heal() -> world.net().heal();
    }
  }

  private void found(Network network) {
    world = new Simulation(SEED, true, network.weather());
    for (int i = 0; i < network.nodes(); i++) {
      String kind = network.kinds().getOrDefault(i, "honest");
      world.node(Kinds.named(kind), network.answerMillis());
    }
    world.run(ACQUAINTED_MILLIS);
    world.tellTo(told::add);
  }

  private boolean toldSince(int from, String words) {
    return told.subList(from, told.size()).stream()
        .anyMatch(each -> StoryFile.plain(each).equals(words));
  }

  private void up(int node, boolean up, StoryLine line) {
    if (world.node(node).alive() != up) {
      throw line.expected("a node that is " + (up ? "up" : "down"), "n" + node);
    }
  }
}
