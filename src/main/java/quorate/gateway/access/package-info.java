/**
 * Who may come in: keys, tickets, hosts and origins, and how fast.
 *
 * <p>Invariant: no key is ever written down, only its digest.
 *
 * <p>Invariant: a gateway that listens beyond loopback lets nobody in without a key or a ticket.
 *
 * <p>Read {@link quorate.gateway.access.Doorkeeper} first.
 */
@org.jspecify.annotations.NullMarked
package quorate.gateway.access;
