package quorate.ledger.proof;

import java.util.List;
import java.util.Optional;
import quorate.task.Digest;

/** Folds subtrees into the digest of what they make up. */
final class Fold {
  private Fold() {}

  /**
   * The digest at a depth of the way that all of them share; empty when they are out of order, or
   * one of them lies in another.
   */
  static Optional<Digest> of(List<Subtree> parts, int depth) {
    if (parts.isEmpty()) {
      return Optional.of(TreeNode.EMPTY);
    }
    Subtree first = parts.getFirst();
    if (parts.size() == 1 && first.depth() == depth) {
      return Optional.of(first.digest());
    }
    if (parts.stream().anyMatch(part -> part.depth() <= depth)) {
      return Optional.empty();
    }
    int split = 0;
    while (split < parts.size() && !parts.get(split).right(depth)) {
      split++;
    }
    if (parts.subList(split, parts.size()).stream().anyMatch(part -> !part.right(depth))) {
      return Optional.empty();
    }
    Optional<Digest> left = of(parts.subList(0, split), depth + 1);
    Optional<Digest> right = of(parts.subList(split, parts.size()), depth + 1);
    return left.flatMap(one -> right.map(other -> TreeNode.Inner.of(one, other)));
  }
}
