package quorate.node.config;

/**
 * A value as it was written.
 *
 * @param key of the knob, such as {@code http.port}
 * @param text the value; a list's items are separated by commas
 * @param where for people: a file with its line, a variable or an option
 */
public record Setting(String key, String text, Origin origin, String where) {}
