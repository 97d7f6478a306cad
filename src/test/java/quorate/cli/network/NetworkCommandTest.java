package quorate.cli.network;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import quorate.cli.Exit;
import quorate.cli.Run;
import quorate.ledger.state.AccountId;
import quorate.ledger.state.Address;
import quorate.node.ledger.GenesisFile;
import quorate.node.membership.Membership;
import quorate.node.membership.Rejection;
import quorate.wire.Keys;
import quorate.wire.Samples;

class NetworkCommandTest {
  private static final String BOB = Samples.BOB.id().hex();

  @TempDir private Path folder;

  private JsonObject run(int exit, String... args) {
    String[] all = Arrays.copyOf(args, args.length + 3);
    System.arraycopy(args, 0, all, 1, args.length);
    all[0] = "network";
    all[args.length + 1] = "--output";
    all[args.length + 2] = "json";
    Run run = Run.of(all);
    assertThat(run.exit()).as(run.err()).isEqualTo(exit);
    return run.json();
  }

  private String refusal(int exit, String... args) {
    return run(exit, args).getJsonObject("error").getString("what");
  }

  private String at(String name) {
    return folder.resolve(name).toString();
  }

  @BeforeEach
  void begin() {
    run(Exit.OK, "init", at("authority"), "--name", "cameras");
  }

  private static String drawn() {
    return Keys.draw(new SecureRandom()).id().hex();
  }

  private Path invited(String... more) {
    Path file = folder.resolve("invitation" + more.length + ".json");
    String[] args = {
      "invite", at("authority"), BOB, "--address", "127.0.0.1", "--file", file.toString()
    };
    String[] all = Arrays.copyOf(args, args.length + more.length);
    System.arraycopy(more, 0, all, args.length, more.length);
    run(Exit.OK, all);
    return file;
  }

  private Membership open(Path papers) throws IOException {
    Path data = Files.createTempDirectory(folder, "data");
    return Membership.open(papers, data, Samples.BOB, "cameras");
  }

  @Test
  void admittedNodeIsAMemberUntilItIsRevoked() throws IOException {
    Path invitation = invited("--uses", "2");
    JsonObject admitted =
        run(Exit.OK, "admit", at("authority"), invitation.toString(), "--to", at("papers"));
    assertThat(admitted.getString("node")).isEqualTo(BOB);
    Membership bob = open(folder.resolve("papers"));
    assertThat(bob.own()).isEmpty();
    assertThat(bob.admission().addresses()).containsExactly("127.0.0.1");

    JsonObject revoked = run(Exit.OK, "revoke", at("authority"), BOB, "--reason", "key-compromise");
    assertThat(revoked.getInteger("admissions")).isEqualTo(1);
    Files.copy(
        Path.of(revoked.getString("list")),
        folder.resolve("papers/revoked.crl"),
        java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    assertThat(bob.look()).isEmpty();
    assertThat(bob.own().orElseThrow().why()).isEqualTo(Rejection.REVOKED);
    assertThat(run(Exit.OK, "list", at("authority")).encode()).contains("revoked: key-compromise");
    assertThat(
            refusal(Exit.FAILED, "admit", at("authority"), invitation.toString(), "--to", at("p")))
        .contains("withdrawn");
  }

  @Test
  void secretsStayInTheAuthoritysFolder() throws IOException {
    run(Exit.OK, "admit", at("authority"), invited().toString(), "--to", at("papers"));
    Path key = folder.resolve("authority/authority.key");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key)))
        .isEqualTo("rw-------");
    String secret = Files.readString(key).split(" ", 2)[1].strip();
    try (var files = Files.list(folder.resolve("papers"))) {
      for (Path each : files.toList()) {
        assertThat(Files.readString(each)).doesNotContain(secret).doesNotContain("PRIVATE");
      }
    }
  }

  @Test
  void doesNotReplaceANetwork() {
    assertThat(refusal(Exit.FAILED, "init", at("authority"), "--name", "another"))
        .contains("already a network");
  }

  @Test
  void networkIsNamedAfterItsFolderUnlessItIsNamed() {
    assertThat(run(Exit.OK, "init", at("my-network")).getString("network")).isEqualTo("my-network");
    assertThat(refusal(Exit.USAGE, "init", at("My Network"))).contains("--name", "My Network");
  }

  @Test
  void genesisIsWrittenAndHandedOutWhenValidatorsAreNamed() throws IOException {
    List<String> init = new ArrayList<>(List.of("init", at("rich"), "--account"));
    init.add(Address.of(AccountId.of(Samples.ALICE.id())) + ":1000000");
    for (int i = 0; i < 3; i++) {
      init.addAll(List.of("--validator", drawn()));
    }
    String[] three = init.toArray(new String[0]);
    assertThat(refusal(Exit.USAGE, three)).contains("4 to 100 validators");
    assertThat(folder.resolve("rich")).as("nothing was begun").doesNotExist();
    init.addAll(List.of("--validator", drawn()));
    JsonObject begun = run(Exit.OK, init.toArray(new String[0]));
    Path written = Path.of(begun.getString("genesis"));
    assertThat(GenesisFile.read(written).chain().hex()).isEqualTo(begun.getString("chain"));
    Path invitation = folder.resolve("to-the-rich.json");
    run(Exit.OK, "invite", at("rich"), BOB, "--address", "a", "--file", invitation.toString());
    run(Exit.OK, "admit", at("rich"), invitation.toString(), "--to", at("papers"));
    assertThat(folder.resolve("papers").resolve("genesis.yaml")).hasSameBinaryContentAs(written);
  }

  @Test
  void invitationIsUsedAsOftenAsItMay() {
    Path invitation = invited();
    run(Exit.OK, "admit", at("authority"), invitation.toString(), "--to", at("papers"));
    assertThat(
            refusal(
                Exit.FAILED, "admit", at("authority"), invitation.toString(), "--to", at("papers")))
        .contains("used 1 times");
  }

  @Test
  void invitationIsForItsNodeAndAddressOnly() {
    String invitation = invited().toString();
    String alice = Samples.ALICE.id().hex();
    assertThat(
            refusal(
                Exit.FAILED,
                "admit",
                at("authority"),
                invitation,
                "--to",
                at("papers"),
                "--node",
                alice))
        .contains("is for node " + Samples.BOB.id());
    assertThat(
            refusal(
                Exit.FAILED,
                "admit",
                at("authority"),
                invitation,
                "--to",
                at("papers"),
                "--address",
                "10.0.0.1"))
        .contains("is for 127.0.0.1");
  }

  @Test
  void invitationOfAnotherNetworkOrThatWasChangedIsRefused() throws IOException {
    run(Exit.OK, "init", at("other"), "--name", "cameras");
    Path invitation = invited();
    assertThat(
            refusal(Exit.FAILED, "admit", at("other"), invitation.toString(), "--to", at("papers")))
        .contains("not of this network's authority");
    Files.writeString(invitation, Files.readString(invitation).replace("127.0.0.1", "10.66.66.66"));
    assertThat(
            refusal(
                Exit.FAILED, "admit", at("authority"), invitation.toString(), "--to", at("papers")))
        .contains("was changed");
  }

  @Test
  void badInputIsToldFromFailure() throws IOException {
    refusal(Exit.USAGE, "init", at("x"), "--name", "Not A Name");
    refusal(Exit.USAGE, "init", at("x"), "--name", "x", "--admission", "10y");
    refusal(Exit.USAGE, "init", at("x"), "--name", "x", "--admission", "400d");
    refusal(Exit.USAGE, "invite", at("authority"), "12", "--address", "a");
    refusal(Exit.USAGE, "invite", at("authority"), BOB, "--address", "host:80 80");
    refusal(Exit.USAGE, "invite", at("authority"), BOB, "--address", "a", "--uses", "25");
    refusal(Exit.USAGE, "invite", at("authority"), BOB, "--address", "a", "--valid", "32d");
    refusal(Exit.USAGE, "revoke", at("authority"), BOB, "--reason", "whim");
    refusal(Exit.FAILED, "revoke", at("authority"), BOB);
    refusal(Exit.FAILED, "show", at("nowhere"));
    Path file = Files.writeString(folder.resolve("bad.json"), "{\"format\":1}");
    refusal(Exit.FAILED, "admit", at("authority"), file.toString(), "--to", at("p"));
  }
}
