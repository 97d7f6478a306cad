package quorate.node.ledger;

import java.time.Instant;
import java.util.Optional;
import quorate.ledger.state.Address;
import quorate.ledger.state.Block;
import quorate.ledger.state.Fees;
import quorate.ledger.state.Genesis;
import quorate.ledger.state.Policy;
import quorate.ledger.state.VestingTerms;

/** Writes a genesis as {@link GenesisFile} reads it, with a word on each part. */
public final class GenesisText {
  private static final Fees FEES = new Fees(1, 1, 1, 1, 1, 1, 1, 1);

  /**
   * What a chain of a block a second does unless told otherwise: epochs of ten minutes, a week to
   * unbond, half of it to punish, escrows of a day, a twentieth of a stake for an offence, pay that
   * vests over 200 tasks or a day.
   */
  public static final Policy USUAL =
      new Policy(
          FEES,
          600,
          604_800,
          302_400,
          86_400,
          50,
          1_000,
          1_000,
          Optional.empty(),
          Block.TRANSACTIONS_MAX,
          Block.BYTES_MAX,
          VestingTerms.USUAL);

  private GenesisText() {}

  /** The file's text. */
  public static String of(Genesis genesis) {
    StringBuilder text = new StringBuilder();
    text.append("# How a chain of Quorate begins. Everyone of the chain has the same digest:\n");
    text.append("# quorate ledger genesis --check FILE prints it. Amounts are whole credits.\n");
    text.append("format: ").append(GenesisFile.FORMAT).append('\n');
    text.append("name: ").append(quoted(genesis.name())).append('\n');
    text.append("time: \"").append(Instant.ofEpochMilli(genesis.timeMillis())).append("\"\n");
    text.append("accounts:").append(genesis.balances().isEmpty() ? " []\n" : "\n");
    genesis
        .balances()
        .forEach(each ->
            text.append(
                "  - {address: %s, amount: %d}%n"
                    .formatted(Address.of(each.account()), each.amount())));
    text.append("stakes:").append(genesis.stakes().isEmpty() ? " []\n" : "\n");
    genesis
        .stakes()
        .forEach(each ->
            text.append(
                "  - {node: \"%s\", amount: %d}%n".formatted(each.account().hex(), each.amount())));
    text.append("validators:\n");
    genesis
        .validators()
        .seats()
        .forEach(each ->
            text.append(
                "  - {node: \"%s\", power: %d}%n".formatted(each.validator().hex(), each.power())));
    policy(genesis.policy(), text);
    return text.toString();
  }

  private static void policy(Policy policy, StringBuilder text) {
    Fees fees = policy.fees();
    text.append("policy:\n  fees:\n");
    line(text, "    transfer", fees.transfer(), "burned, as all fees are");
    line(text, "    open", fees.open(), "an escrow");
    line(text, "    settle", fees.settle(), "a batch of verdicts");
    line(text, "    perTask", fees.perTask(), "of a batch, on top");
    line(text, "    expire", fees.expire(), "an escrow after its deadline");
    line(text, "    stake", fees.stake(), "register, unstake, withdraw");
    line(text, "    validatorChange", fees.validatorChange(), "");
    line(text, "    evidence", fees.evidence(), "of an offence");
    line(text, "  epochBlocks", policy.epochBlocks(), "between changes of the validators");
    line(text, "  unbondingBlocks", policy.unbondingBlocks(), "until an unstaked stake is back");
    line(text, "  evidenceBlocks", policy.evidenceBlocks(), "for which an offence is punished");
    line(text, "  escrowBlocks", policy.escrowBlocks(), "an escrow's farthest deadline");
    line(text, "  slashPerMille", policy.slashPerMille(), "of the stake, for an offence");
    line(text, "  stakeMin", policy.stakeMin(), "a node's smallest stake");
    line(text, "  stakePerPower", policy.stakePerPower(), "with no authority: for each vote");
    text.append("  authority: ")
        .append(policy.authority().map(Address::of).orElse("none"))
        .append(" # who alone changes validators; none: each its own power, by its stake\n");
    line(text, "  transactionsMax", policy.transactionsMax(), "in a block");
    line(text, "  blockBytesMax", policy.blockBytesMax(), "");
    VestingTerms vesting = policy.vesting();
    line(
        text,
        "  vestingTasks",
        vesting.tasks(),
        "paid later, until pay is a node's own; 0: at once");
    line(text, "  vestingSeconds", vesting.seconds(), "or so long, whichever comes first");
  }

  private static void line(StringBuilder text, String key, long value, String word) {
    text.append(key).append(": ").append(value);
    text.append(word.isEmpty() ? "\n" : " # " + word + "\n");
  }

  /** What ends a scalar, or what YAML takes for an end of line or does not take at all. */
  private static boolean escaped(int c) {
    boolean control = c < 0x20 || (c >= 0x7f && c < 0xa0);
    boolean line = c == 0x2028 || c == 0x2029;
    boolean none = c == 0xfeff || c >= 0xfffe;
    return control || line || none || c == '"' || c == '\\';
  }

  /** As a double-quoted scalar, which is the same in YAML and in JSON. */
  private static String quoted(String name) {
    StringBuilder quoted = new StringBuilder("\"");
    name.chars()
        .forEach(c -> {
          if (escaped(c)) {
            quoted.append("\\u%04x".formatted(c));
          } else {
            quoted.append((char) c);
          }
        });
    return quoted.append('"').toString();
  }
}
