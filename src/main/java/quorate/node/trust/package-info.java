/**
 * Trust where it meets the world: what is heard and told, kept on disk, and shown.
 *
 * <p>Invariant: what a damaged file says counts for nothing; trust is earned anew then.
 *
 * <p>Invariant: the secret from which audit seeds follow never leaves the node, and no seed does
 * before its epoch is over.
 *
 * <p>Read {@link quorate.node.trust.TrustKeeper} first.
 */
@org.jspecify.annotations.NullMarked
package quorate.node.trust;
