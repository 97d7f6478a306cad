package quorate.cli.demo;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import quorate.task.Answer;
import quorate.task.Detection;

/** Answers in few words. */
public final class Words {
  private Words() {}

  /** Such as {@code 2 person, 1 dog}. */
  public static String of(Answer answer) {
    return switch (answer) {
      case Answer.Detections detections -> of(detections.found());
      case Answer.Classes classes -> classes.ranked().getFirst().label();
      case Answer.Exact exact -> exact.value().toString();
    };
  }

  private static String of(List<Detection> found) {
    Map<String, Long> counts =
        found.stream()
            .collect(Collectors.groupingBy(Detection::label, TreeMap::new, Collectors.counting()));
    return counts.isEmpty()
        ? "nothing"
        : counts.entrySet().stream()
            .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
            .map(each -> each.getValue() + " " + each.getKey())
            .collect(Collectors.joining(", "));
  }
}
