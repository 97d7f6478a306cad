package quorate.wire;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import quorate.task.Bytes;
import quorate.task.Reason;

class VoiceTest {
  private final Voice alice = Voice.of(Samples.ALICE, "here");
  private final Voice bob = Voice.of(Samples.BOB, "here");
  private final Message said = new Message.RevealAnswer(Samples.TASK, 1);

  @Test
  void hearsWhatWasSaidWhenTheSignatureHolds() {
    Signed envelope = alice.sign(said);
    assertThat(bob.decode(Voice.encode(envelope)))
        .isEqualTo(new Received.Good<>(alice.self(), said, envelope));
  }

  @Test
  void refusesWhenAnyBitIsFlipped() {
    Bytes bytes = Voice.encode(alice.sign(said));
    for (int at = 0; at < bytes.size(); at++) {
      for (int bit = 0; bit < 8; bit++) {
        byte[] flipped = bytes.toArray();
        flipped[at] ^= (byte) (1 << bit);
        assertThat(bob.decode(Bytes.giving(flipped))).isInstanceOf(Received.Bad.class);
      }
    }
  }

  @Test
  void refusesWhenBytesAreCutShort() {
    Bytes bytes = Voice.encode(alice.sign(said));
    for (int size = 0; size < bytes.size(); size++) {
      assertThat(bob.decode(bytes.slice(0, size))).isInstanceOf(Received.Bad.class);
    }
  }

  @Test
  void refusesWhenSaidInAnotherNetwork() {
    Signed elsewhere = Voice.of(Samples.ALICE, "elsewhere").sign(said);
    assertThat(bob.decode(Voice.encode(elsewhere)))
        .isEqualTo(new Received.Bad(Reason.WRONG_NETWORK));
  }

  @Test
  void refusesWhenAnotherSignedForTheSpeaker() {
    Signed genuine = bob.sign(said);
    Signed forged =
        new Signed(genuine.network(), alice.self(), genuine.body(), genuine.signature());
    assertThat(bob.open(forged)).isEqualTo(new Received.Bad(Reason.BAD_SIGNATURE));
  }

  @Test
  void neverThrowsWhenTheKeyIsNoPoint() {
    byte[] noPoint = new byte[32];
    java.util.Arrays.fill(noPoint, (byte) 0xff);
    Signed genuine = bob.sign(said);
    Signed forged =
        new Signed(
            genuine.network(),
            new quorate.task.NodeId(Bytes.giving(noPoint)),
            genuine.body(),
            genuine.signature());
    assertThat(bob.open(forged)).isEqualTo(new Received.Bad(Reason.BAD_SIGNATURE));
  }

  /** RFC 8032 §7.1, test 2. */
  @Test
  void signsAsTheRfcSays() {
    Keys keys =
        Keys.of(
            Bytes.ofHex("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb")
                .toArray());
    assertThat(keys.id().hex())
        .isEqualTo("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c");
    assertThat(keys.sign(Bytes.ofHex("72")).hex())
        .isEqualTo(
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
                + "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00");
  }
}
