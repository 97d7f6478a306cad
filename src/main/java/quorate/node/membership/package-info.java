/**
 * Who may be a member of a network: its authority, invitations, admissions and revocations, and the
 * TLS by which members know each other.
 *
 * <p>Invariant: no private key ever travels. A node's certificate certifies the Ed25519 key that is
 * its identity; what a node gets from the authority is public.
 *
 * <p>Invariant: whoever cannot show a valid, unexpired, unrevoked certificate of the network's own
 * authority for its key and address gets no byte of a member, and no byte of his is deserialized.
 *
 * <p>Invariant: a revocation list is replaced only by one of a greater number with the authority's
 * signature.
 *
 * <p>Read {@link quorate.node.membership.Admission} first, then {@link
 * quorate.node.membership.Membership} (a node's side) and {@link quorate.node.membership.Authority}
 * (the operator's side). docs/security.md has the whole.
 */
@org.jspecify.annotations.NullMarked
package quorate.node.membership;
