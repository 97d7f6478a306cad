package quorate.cli.bench.strangers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import quorate.node.membership.Authority;
import quorate.node.membership.Membership;
import quorate.wire.Keys;

/** Members with papers of an authority that is founded when it is asked first. */
final class Papered {
  static final String NETWORK = "bench-strangers";
  private static final Duration VALID = Duration.ofDays(1);

  private Papered() {}

  static Membership member(Path dataDir, Path authority) throws IOException {
    Keys keys = Keys.draw(new SecureRandom());
    Files.createDirectories(dataDir);
    Path papers = dataDir.resolve("papers");
    try (Authority issuing =
        Files.exists(authority)
            ? Authority.open(authority, Clock.systemUTC())
            : Authority.found(authority, Authority.Founding.of(NETWORK), Clock.systemUTC())) {
      var invitation = issuing.invite(keys.id(), List.of("127.0.0.1"), Duration.ofHours(1), 1);
      var asked = new Authority.Asked(Optional.empty(), List.of(), VALID);
      issuing.writePapers(issuing.admit(invitation, asked), papers);
    }
    return Membership.open(papers, dataDir, keys, NETWORK);
  }
}
