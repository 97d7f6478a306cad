package quorate.sim;

/** A story that cannot be read: where, what was expected there, and what is there. */
final class StoryMalformed extends RuntimeException {
  private static final long serialVersionUID = 1;

  StoryMalformed(String file, int line, String expected, String found) {
    super("%s:%d: expected %s, found: %s".formatted(file, line, expected, found));
  }
}
