/**
 * One node: its configuration, identity, health, metrics, logs and HTTP head, and the wiring of all
 * rooms.
 *
 * <p>Invariant: only {@code Wiring} knows more than one stage room.
 *
 * <p>Invariant: whether a node is alive never depends on another node.
 *
 * <p>Invariant: a node's secret key never leaves its file, unless its operator exports it to
 * another one.
 *
 * <p>Read {@link quorate.node.NodeConfig} first.
 */
@org.jspecify.annotations.NullMarked
package quorate.node;
