package quorate.simulation;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Those who do not play by the rules, each in a way of its own: the list of trust.md, and two more
 * that the simulator has caught in the past (shy, grinder).
 */
public enum Adversary {
  MUTE("takes tasks and says nothing"),
  SHY("commits, and then does not show its answer"),
  LIAR("answers at once with random boxes"),
  LABEL_FLIPPER("finds the right boxes and puts wrong labels on them"),
  LAZY("runs a cheaper model, and so is right only now and then"),
  COPIER("does no work: repeats what others commit to or show, with fuzz"),
  SLEEPER("honest until it is trusted, then answers at random"),
  SYBIL_RING("many identities that lie alike where enough of them are asked, else honest"),
  FORGER("lies, and speaks in the names of others with bad signatures"),
  REPLAYER("lies, and says again what others have said"),
  GARBLER("lies, and says random and broken bytes"),
  FLOODER("lies, says everything many times, and much about no task"),
  STRAGGLER("honest, and ten times slower than the rest"),
  EQUIVOCATOR("commits to two answers, and shows both"),
  GRINDER("bends its answer as far as agreeing leaves it free"),
  ECLIPSE_LEADER("leads tasks, asks only its friends, and they lie alike for it");

  private final String does;

  Adversary(String does) {
    this.does = does;
  }

  /** Makes a node's way of answering. */
  @FunctionalInterface
  public interface Making {
    Answerer make(Answerer.Body body, double meanMillis);
  }

  /** Its name in kebab-case, such as {@code sybil-ring}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** What it does, in one line. */
  public String does() {
    return does;
  }

  /** Whether it does wrong from the first task on, be its answers right or not. */
  boolean atOnce() {
    return this == MUTE || this == SHY || this == COPIER || this == EQUIVOCATOR;
  }

  /** How it answers. */
  public Making making() {
    return switch (this) {
      case MUTE -> Adversaries.Mute::new;
      case SHY -> Adversaries.Shy::new;
      case LIAR -> Adversaries.Liar::new;
      case LABEL_FLIPPER -> Adversaries.Flipper::new;
      case LAZY -> Adversaries.Lazy::new;
      case COPIER -> Copier::new;
      case SLEEPER -> Adversaries.Sleeper::new;
      case SYBIL_RING -> Adversaries.Sybil::new;
      case FORGER -> Adversaries.Forger::new;
      case REPLAYER -> Adversaries.Replayer::new;
      case GARBLER -> Adversaries.Garbler::new;
      case FLOODER -> Adversaries.Flooder::new;
      case STRAGGLER -> Adversaries.Straggler::new;
      case EQUIVOCATOR -> Adversaries.Equivocator::new;
      case GRINDER -> Grinder::new;
      case ECLIPSE_LEADER -> Adversaries.Friend::new;
    };
  }

  /** By its name in kebab-case; empty when nobody is called so. */
  public static Optional<Adversary> of(String word) {
    return Arrays.stream(values()).filter(each -> each.word().equals(word)).findFirst();
  }

  /** The names of all, in kebab-case. */
  public static List<String> words() {
    return Arrays.stream(values()).map(Adversary::word).toList();
  }
}
