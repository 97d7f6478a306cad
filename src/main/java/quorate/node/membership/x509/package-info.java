/**
 * Certificates and revocation lists as RFC 5280 has them: the only place that makes them, and that
 * knows Bouncy Castle's PKIX part.
 *
 * <p>Invariant: everything is signed by {@link quorate.wire.Keys}, the one Ed25519 of the project;
 * what is read comes from the JDK's parser.
 *
 * <p>Read {@link quorate.node.membership.x509.Certificates} first.
 */
@org.jspecify.annotations.NullMarked
package quorate.node.membership.x509;
