package quorate.node.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import quorate.ledger.state.AccountId;
import quorate.ledger.state.Address;
import quorate.ledger.state.Genesis;
import quorate.ledger.state.Genesis.Grant;
import quorate.ledger.state.Policy;
import quorate.ledger.state.Seat;
import quorate.ledger.state.VestingTerms;
import quorate.node.Trouble;
import quorate.wire.Keys;

class GenesisFileTest {
  @Test
  void readsWhatItWrites() {
    Genesis genesis = genesis("a \"name\" \\ with: #signs\n");
    assertThat(GenesisFile.parse(GenesisText.of(genesis))).isEqualTo(genesis);
    Genesis odd = genesis("\u0000\u007f\u0085\u2028\u2029\ufeff\uffff \u00fc\ud83d\ude00");
    assertThat(GenesisFile.parse(GenesisText.of(odd))).isEqualTo(odd);
    Genesis bare = GenesisFile.of("bare", 0, List.of(), List.of(), seats(), GenesisText.USUAL);
    assertThat(GenesisFile.parse(GenesisText.of(bare))).isEqualTo(bare);
  }

  @Test
  void readsATextThatSaysNothingOfVestingAsTheUsual() {
    String text = GenesisText.of(genesis("old")).replaceAll("(?m)^  vesting.*\n", "");
    assertThat(text).doesNotContain("vesting");
    assertThat(GenesisFile.parse(text)).isEqualTo(genesis("old"));
  }

  @Test
  void keepsHowLongPayVests() {
    Policy slow = GenesisText.USUAL.vestingBy(new VestingTerms(0, 7));
    Genesis genesis = GenesisFile.of("slow", 0, List.of(), List.of(), seats(), slow);
    assertThat(GenesisFile.parse(GenesisText.of(genesis))).isEqualTo(genesis);
    String text = GenesisText.of(genesis);
    refused(text.replace("vestingTasks: 0", "vestingTasks: -1"), "0 to 1000000 tasks to vest");
    refused(text.replace("vestingSeconds: 7", "vestingSeconds: 0"), "a second or more to vest");
  }

  @Test
  void refusesANameOfHalfACharacter() {
    String text = GenesisText.of(genesis("name")).replace("\"name\"", "\"\\ud800\"");
    assertThatThrownBy(() -> GenesisFile.parse(text)).hasMessageContaining("whole characters");
  }

  @Test
  void keepsAnAuthority() {
    Policy ruled = GenesisText.USUAL.under(Optional.of(account(3)));
    Genesis genesis = GenesisFile.of("ruled", 0, List.of(), List.of(), seats(), ruled);
    assertThat(GenesisFile.parse(GenesisText.of(genesis))).isEqualTo(genesis);
  }

  @Test
  void hasOneDigestHoweverItIsWritten() {
    Genesis genesis = genesis("one");
    List<Grant> reversed = new ArrayList<>(genesis.balances());
    Collections.reverse(reversed);
    assertThat(
            GenesisFile.of(
                    "one",
                    genesis.timeMillis(),
                    reversed,
                    genesis.stakes(),
                    genesis.validators().seats().reversed(),
                    genesis.policy())
                .chain())
        .isEqualTo(genesis.chain());
    String commented = "# a comment\n" + GenesisText.of(genesis).replace(": ", ":   ");
    assertThat(GenesisFile.parse(commented).chain()).isEqualTo(genesis.chain());
    assertThat(genesis("other").chain()).isNotEqualTo(genesis.chain());
  }

  @Test
  void namesThePlaceWhenAKeyIsUnknownOrMissing() {
    String text = GenesisText.of(genesis("one"));
    refused(text.replace("epochBlocks", "epochBlock"), "policy.epochBlock is unknown");
    refused(text + "extra: 1\n", "extra is unknown");
    refused(text.replaceAll("(?m)^  stakeMin.*\n", ""), "policy.stakeMin is missing");
    refused(text.replace("amount: 11}", "amount: 11, note: x}"), "].note is unknown");
  }

  @Test
  void saysWhatWasExpectedWhenAValueIsWrong() {
    String text = GenesisText.of(genesis("one"));
    refused(text.replace("power: 1}", "power: many}"), "validators[0].power expected a whole");
    refused(text.replace("amount: 11}", "amount: 1.5}"), "amount expected a whole number");
    refused(text.replace("amount: 11}", "amount: 0}"), "an amount to begin with");
    refused(text.replace("quorate-genesis/1", "quorate-genesis/2"), "this program reads");
    refused(text.replaceFirst("time: \"[^\"]+\"", "time: noon"), "expected a time like");
    String address = Address.of(account(1));
    refused(text.replace(address, address.substring(0, 61) + "!"), "no address has the character");
  }

  @Test
  void isRefusedWhenSomethingIsSaidTwice() {
    String text = GenesisText.of(genesis("one"));
    refused(text + "name: again\n", "Duplicate");
    refused(
        text.replace(Address.of(account(1)), Address.of(account(2))),
        "accounts in order, each once");
  }

  @Test
  void isRefusedWhenItIsNoDocument() {
    refused("", "expected keys with values");
    refused("just words", "expected keys with values");
    refused("[1, 2", "is no YAML");
    refused("a: &x [*x, *x]", "is unknown");
  }

  private static void refused(String text, String why) {
    assertThatThrownBy(() -> GenesisFile.parse(text))
        .isInstanceOf(Trouble.class)
        .hasMessageContaining(why);
  }

  private static Genesis genesis(String name) {
    List<Grant> grants =
        IntStream.range(0, 3).mapToObj(each -> new Grant(account(each), 10 + each)).toList();
    List<Grant> stakes = List.of(new Grant(account(1), 5000));
    return GenesisFile.of(name, 1_700_000_000_123L, grants, stakes, seats(), GenesisText.USUAL);
  }

  private static List<Seat> seats() {
    return IntStream.range(0, 4).mapToObj(each -> new Seat(account(each).node(), 1)).toList();
  }

  private static AccountId account(int who) {
    byte[] secret = new byte[Keys.SECRET_BYTES];
    secret[0] = (byte) who;
    return AccountId.of(Keys.of(secret).id());
  }
}
