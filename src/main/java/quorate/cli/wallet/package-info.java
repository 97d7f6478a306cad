/**
 * Wallets: keys of accounts in files under a passphrase, and what can be done with them without a
 * network.
 *
 * <p>Invariant: no secret and no passphrase is printed, logged, or taken from the command line,
 * where other users of the machine could read it.
 *
 * <p>Invariant: no wallet is overwritten.
 *
 * <p>Read {@link quorate.cli.wallet.WalletCommand} first, then {@link
 * quorate.cli.wallet.WalletFile}.
 */
@org.jspecify.annotations.NullMarked
package quorate.cli.wallet;
