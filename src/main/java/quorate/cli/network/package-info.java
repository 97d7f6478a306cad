/**
 * {@code quorate network}: who may be a member, for the operator who holds a network's authority.
 *
 * <p>Invariant: no secret is printed, and none leaves the authority's folder.
 *
 * <p>Read {@link quorate.cli.network.NetworkCommand} first; what the words mean stands in {@link
 * quorate.node.membership}.
 */
@org.jspecify.annotations.NullMarked
package quorate.cli.network;
