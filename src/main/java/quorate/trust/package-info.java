/**
 * Who may be relied on: what leaders saw of nodes' answers, how far that carries, which answers are
 * audited, and who is never asked again.
 *
 * <p>Invariant: trust is earned by answers that were compared, never by what a node or a stake
 * says; it belongs to one node with one model, and falls at once on a wrong answer.
 *
 * <p>Invariant: which answers are audited follows from a secret seed that was committed to before,
 * so that it cannot be foreseen, and from the revealed seed anyone can recompute it.
 *
 * <p>Invariant: another leader's word makes a node trusted at most half, and bans nobody.
 *
 * <p>Invariant: nothing here knows a clock, chance, a disk or a thread.
 *
 * <p>Read {@link quorate.trust.Trust} first, then {@link quorate.trust.Replication}; the reasons
 * are in docs/trust.md.
 */
@org.jspecify.annotations.NullMarked
package quorate.trust;
