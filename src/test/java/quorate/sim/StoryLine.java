package quorate.sim;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** One line of a story's commands: a word, then words and {@code key=value} options. */
record StoryLine(String file, int number, String text) {
  /** A line that says something else than it should. */
  StoryMalformed expected(String expected, String found) {
    return new StoryMalformed(file, number, expected, found);
  }

  String command() {
    return words().getFirst();
  }

  /** All after the command. */
  String rest() {
    return text.strip().substring(command().length()).strip();
  }

  List<String> arguments() {
    return words().subList(1, words().size()).stream().filter(word -> !isOption(word)).toList();
  }

  /** The single argument. */
  String argument(String expected) {
    List<String> arguments = arguments();
    if (arguments.size() != 1) {
      throw expected(expected, arguments.isEmpty() ? "nothing" : String.join(" ", arguments));
    }
    return arguments.getFirst();
  }

  void noArguments() {
    if (!arguments().isEmpty()) {
      throw expected("options such as key=value only", arguments().getFirst());
    }
  }

  void nothingMore() {
    if (words().size() > 1) {
      throw expected("nothing after " + command(), rest());
    }
  }

  Map<String, String> options() {
    Map<String, String> options = new LinkedHashMap<>();
    for (String word : words()) {
      if (isOption(word)) {
        int equals = word.indexOf('=');
        if (options.put(word.substring(0, equals), word.substring(equals + 1)) != null) {
          throw expected(word.substring(0, equals) + " once", word);
        }
      }
    }
    return options;
  }

  /** The number in a word such as n3, below {@code count}. */
  int numbered(String letter, String word, int first, int count) {
    String expected =
        switch (count) {
          case 0 -> "a task that there is";
          case 1 -> letter + first;
          default -> "one of %s%d to %s%d".formatted(letter, first, letter, first + count - 1);
        };
    if (!word.matches(letter + "\\d{1,4}")) {
      throw expected(expected, word);
    }
    int number = Integer.parseInt(word.substring(letter.length()));
    if (number < first || number >= first + count) {
      throw expected(expected, word);
    }
    return number;
  }

  Set<Integer> nodes(String commaSeparated, int count) {
    Set<Integer> nodes = new LinkedHashSet<>();
    for (String word : commaSeparated.split(",", -1)) {
      nodes.add(numbered("n", word, 0, count));
    }
    return nodes;
  }

  int number(String key, String value, int least, int most) {
    if (!value.matches("\\d{1,9}")
        || Integer.parseInt(value) < least
        || Integer.parseInt(value) > most) {
      throw expected(key + "=" + least + " to " + most, value);
    }
    return Integer.parseInt(value);
  }

  /** Such as 40ms or 3s. */
  long millis(String duration) {
    if (!duration.matches("\\d{1,6}(ms|s)")) {
      throw expected("a time such as 40ms or 3s", duration);
    }
    long number = Long.parseLong(duration.replaceAll("\\D", ""));
    return duration.endsWith("ms") ? number : 1000 * number;
  }

  private List<String> words() {
    return new ArrayList<>(List.of(text.strip().split("\\s+")));
  }

  private static boolean isOption(String word) {
    return word.indexOf('=') > 0;
  }
}
