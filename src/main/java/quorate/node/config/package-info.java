/**
 * Settings from a command line, an environment, a file and defaults, made into one record of
 * records.
 *
 * <p>Invariant: a knob is defined in one place, the record component that holds its value; options,
 * variables, keys, the schema and the documentation follow from it.
 *
 * <p>Invariant: no unknown key and no value out of bounds gets through, and all that is wrong is
 * said at once.
 *
 * <p>Invariant: a secret value is never shown.
 *
 * <p>Read {@link quorate.node.config.Knob} first, then {@link quorate.node.config.Knobs}.
 */
@org.jspecify.annotations.NullMarked
package quorate.node.config;
