package quorate.cli;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;
import quorate.task.Nearest;

/** What a user may have meant by a word that is no command and no option. */
final class Suggestions {
  private static final int SUGGESTIONS_MAX = 3;

  private Suggestions() {}

  static List<String> of(ParameterException wrong) {
    if (!(wrong instanceof UnmatchedArgumentException unmatched)
        || unmatched.getUnmatched().isEmpty()) {
      return List.of();
    }
    CommandLine line = wrong.getCommandLine();
    String given = unmatched.getUnmatched().get(0).replaceAll("=.*", "");
    List<String> known = new ArrayList<>();
    if (given.startsWith("-")) {
      line.getCommandSpec().options().stream()
          .filter(option -> !option.hidden())
          .forEach(option -> known.add(option.longestName()));
    } else {
      known.addAll(line.getSubcommands().keySet());
    }
    return Nearest.to(given, known, SUGGESTIONS_MAX);
  }
}
