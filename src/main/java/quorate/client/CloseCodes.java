package quorate.client;

import java.util.Set;

/** Codes with which the server ends a connection (docs/protocol.md), and what they mean. */
final class CloseCodes {
  /** After these connecting again is no use. */
  static final int REPLACED = 4409;

  static final Set<Integer> FORBIDDEN = Set.of(401, 403, 4401, 4403);
  static final Set<Integer> MISUNDERSTOOD = Set.of(404, 4400, 4406);

  /** After these it is, without the message that was too large. */
  static final Set<Integer> TOO_LARGE = Set.of(1009, 4413);

  private CloseCodes() {}
}
