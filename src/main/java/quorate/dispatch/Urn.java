package quorate.dispatch;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.LongUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The nodes that a draw is from. A draw takes as many steps as the logarithm of their number, takes
 * each with the same probability, and hardly depends on who else is in it: of two leaders that know
 * of nearly the same nodes nearly all draws are the same.
 */
/*
 * A binary trie over 64-bit places, which are digests of the nodes' keys. A draw descends from the
 * root, and at each fork goes left with the probability of the left side's share of the nodes. The
 * lot at a fork is a function of the draw and the fork alone. So a node's place gives it no
 * advantage, however it was ground; and one node more or less tips a lot only where it changes the
 * shares, which it does hardly anywhere but right beside it.
 */
final class Urn {
  private static final int DEPTH_MAX = Long.SIZE;

  private @Nullable Fork root;

  int size() {
    return root == null ? 0 : root.count;
  }

  void add(Member member) {
    root = added(root, member, 0);
  }

  void remove(Member member) {
    root = removed(root, member, 0);
  }

  /**
   * Draws one; the urn must hold some. It stays in it.
   *
   * @param lots 64 random bits for a fork, as this draw has them
   */
  Member draw(LongUnaryOperator lots) {
    Fork at = Objects.requireNonNull(root, "an urn that holds somebody");
    long prefix = 0;
    int depth = 0;
    while (at.left != null || at.right != null) {
      long bit = 1L << (DEPTH_MAX - 1 - depth);
      long left = at.left == null ? 0 : at.left.count;
      long lot =
          lots.applyAsLong(prefix | bit) >>> 33; // 31 bits: fair to one in a thousand million
      boolean toLeft = lot * at.count < left << 31;
      prefix |= toLeft ? 0 : bit;
      at = Objects.requireNonNull(toLeft ? at.left : at.right);
      depth++;
    }
    long lot = lots.applyAsLong(prefix ^ depth) >>> 33;
    return at.members.get((int) ((lot * at.members.size()) >>> 31));
  }

  /** All that are in it. */
  void forEach(Consumer<Member> what) {
    each(root, what);
  }

  private static void each(@Nullable Fork at, Consumer<Member> what) {
    if (at != null) {
      at.members.forEach(what);
      each(at.left, what);
      each(at.right, what);
    }
  }

  private static Fork added(@Nullable Fork at, Member member, int depth) {
    if (at == null) {
      return new Fork(member);
    }
    if (depth < DEPTH_MAX && !at.members.isEmpty()) {
      Member other = at.members.removeFirst();
      at.grow(other, depth);
    }
    if (depth == DEPTH_MAX) {
      at.members.add(member);
    } else {
      at.grow(member, depth);
    }
    at.count++;
    return at;
  }

  private static @Nullable Fork removed(@Nullable Fork at, Member member, int depth) {
    if (at == null) {
      return null;
    }
    if (at.left == null && at.right == null) {
      at.members.remove(member);
    } else if (right(member, depth)) {
      at.right = removed(at.right, member, depth + 1);
    } else {
      at.left = removed(at.left, member, depth + 1);
    }
    at.count--;
    return at.count == 0 ? null : at.folded();
  }

  private static boolean right(Member member, int depth) {
    return (member.place() << depth) < 0;
  }

  /** A fork with members on both sides, or a leaf: one member, or more at the very same place. */
  private static final class Fork {
    private final List<Member> members = new ArrayList<>(1);
    private @Nullable Fork left;
    private @Nullable Fork right;
    private int count = 1;

    Fork(Member member) {
      members.add(member);
    }

    private void grow(Member member, int depth) {
      if (Urn.right(member, depth)) {
        right = added(right, member, depth + 1);
      } else {
        left = added(left, member, depth + 1);
      }
    }

    /** A single member needs no fork. */
    private Fork folded() {
      if (count > 1 || !members.isEmpty()) {
        return this;
      }
      return Objects.requireNonNull(left == null ? right : left);
    }
  }
}
