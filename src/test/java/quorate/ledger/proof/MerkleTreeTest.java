package quorate.ledger.proof;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import quorate.task.Bytes;
import quorate.task.Digest;

class MerkleTreeTest {
  /** The leaves and roots of Certificate Transparency's own tests of RFC 6962. */
  private static final List<Bytes> LEAVES =
      Stream.of(
              "",
              "00",
              "10",
              "2021",
              "3031",
              "40414243",
              "5051525354555657",
              "606162636465666768696a6b6c6d6e6f")
          .map(Bytes::ofHex)
          .toList();

  private static final List<String> ROOTS =
      List.of(
          "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
          "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
          "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
          "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
          "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
          "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
          "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
          "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
          "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328");

  @Test
  void rootsAreThoseOfCertificateTransparency() {
    for (int size = 0; size <= LEAVES.size(); size++) {
      assertThat(MerkleTree.root(LEAVES.subList(0, size)).hex()).isEqualTo(ROOTS.get(size));
    }
  }

  @Test
  void provesEveryLeafOfEverySize() {
    for (int size = 1; size <= 40; size++) {
      List<Bytes> leaves = leaves(size);
      Digest root = MerkleTree.root(leaves);
      for (int index = 0; index < size; index++) {
        InclusionProof proof = MerkleTree.prove(leaves, index);
        assertThat(proof.proves(root, leaves.get(index))).isTrue();
      }
    }
  }

  @Test
  void refusesAnyOtherLeafAndAnyOtherRoot() {
    List<Bytes> leaves = leaves(13);
    Digest root = MerkleTree.root(leaves);
    InclusionProof proof = MerkleTree.prove(leaves, 12);
    assertThat(proof.proves(root, leaves.get(11))).isFalse();
    assertThat(proof.proves(MerkleTree.root(leaves(12)), leaves.get(12))).isFalse();
  }

  @Test
  void refusesAnotherIndexWhereverItIs() {
    List<Bytes> leaves = leaves(13);
    Digest root = MerkleTree.root(leaves);
    for (int index = 0; index < 13; index++) {
      InclusionProof proof = MerkleTree.prove(leaves, index);
      for (int other = 0; other < 13; other++) {
        boolean proven =
            new InclusionProof(other, 13, proof.path()).proves(root, leaves.get(index));
        assertThat(proven).isEqualTo(other == index);
      }
    }
  }

  @Test
  void refusesAPathThatIsTooLongOrTooShort() {
    List<Bytes> leaves = leaves(13);
    Digest root = MerkleTree.root(leaves);
    for (int index = 0; index < 13; index++) {
      List<Digest> path = MerkleTree.prove(leaves, index).path();
      List<Digest> longer = new ArrayList<>(path);
      longer.add(root);
      List<Digest> shorter = path.subList(0, path.size() - 1);
      assertThat(new InclusionProof(index, 13, longer).proves(root, leaves.get(index))).isFalse();
      assertThat(new InclusionProof(index, 13, shorter).proves(root, leaves.get(index))).isFalse();
    }
  }

  @Test
  void refusesAnotherSizeThoughTheDigestsLeadToTheRoot() {
    List<Bytes> leaves = leaves(2);
    InclusionProof alone = new InclusionProof(0, 1, List.of(MerkleTree.leaf(leaves.get(0))));
    assertThat(alone.proves(MerkleTree.root(leaves), leaves.get(1))).isFalse();
  }

  @Test
  void refusesAnInnerNodeThatPosesAsALeaf() {
    List<Bytes> leaves = leaves(2);
    Digest left = MerkleTree.leaf(leaves.get(0));
    Digest right = MerkleTree.leaf(leaves.get(1));
    byte[] both = new byte[64];
    left.value().view().get(both, 0, 32);
    right.value().view().get(both, 32, 32);
    InclusionProof proof = new InclusionProof(0, 1, List.of());
    assertThat(proof.proves(MerkleTree.root(leaves), Bytes.giving(both))).isFalse();
  }

  private static List<Bytes> leaves(int size) {
    return IntStream.range(0, size).mapToObj(i -> Bytes.copyOf(new byte[] {(byte) i, 7})).toList();
  }
}
