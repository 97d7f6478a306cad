package quorate.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import quorate.task.Bytes;
import quorate.wire.KeysSelfTest.Vector;

/** The pinned verifier answers the edge cases as the ledger's design says. */
class KeysSelfTestTest {
  private static final List<String> SECRETS =
      List.of(
          "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
          "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
          "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
          "f5e5767cf153319517630f226876b86c8160cc583bc013744c6bf255f5cc0ee5",
          "833fe62409237b9d62ec77587520911e9a759cec1d19755b7da901b96dca3d42");

  @Test
  void passesWithThePinnedVerifier() {
    assertThatCode(KeysSelfTest::run).doesNotThrowAnyException();
  }

  @Test
  void answersOfTheEdgeCasesAreThoseOfTheDesign() {
    List<Integer> answers =
        KeysSelfTest.vectors().stream()
            .filter(vector -> vector.name().startsWith("speccheck-"))
            .map(vector -> Keys.verify(vector.who(), vector.what(), vector.signature()) ? 1 : 0)
            .toList();
    assertThat(answers).containsExactly(0, 0, 1, 1, 1, 1, 0, 0, 0, 0);
  }

  @Test
  void signsAsInTheRfc() {
    List<Vector> vectors =
        KeysSelfTest.vectors().stream()
            .filter(vector -> vector.name().startsWith("rfc8032-"))
            .toList();
    assertThat(vectors).hasSameSizeAs(SECRETS);
    for (int i = 0; i < vectors.size(); i++) {
      Keys keys = Keys.of(Bytes.ofHex(SECRETS.get(i)).toArray());
      assertThat(keys.id()).isEqualTo(vectors.get(i).who());
      assertThat(keys.sign(vectors.get(i).what())).isEqualTo(vectors.get(i).signature());
    }
  }

  @Test
  void refusesAVerifierThatDiffersInOneCase() {
    for (Vector odd : KeysSelfTest.vectors()) {
      assertThatThrownBy(() ->
              KeysSelfTest.run((who, what, signature) ->
                  (signature.equals(odd.signature()) && what.equals(odd.what()))
                      ? !odd.accepted()
                      : Keys.verify(who, what, signature)))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining(odd.name());
    }
  }
}
