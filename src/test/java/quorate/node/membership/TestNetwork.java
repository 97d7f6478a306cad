package quorate.node.membership;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import quorate.task.NodeId;
import quorate.wire.Keys;

/** A network with a real authority in a folder, for tests. */
public final class TestNetwork implements AutoCloseable {
  private final Path folder;
  private final String name;
  private Instant now = Instant.now();
  private final Authority authority;
  private int papers;

  public TestNetwork(Path folder, String name) {
    this.folder = folder;
    this.name = name;
    this.authority =
        Authority.found(folder.resolve("authority"), Authority.Founding.of(name), clock());
  }

  private Clock clock() {
    return clock(() -> now);
  }

  private static Clock clock(Supplier<Instant> time) {
    return new Clock() {
      @Override
      public Instant instant() {
        return time.get();
      }

      @Override
      public ZoneOffset getZone() {
        return ZoneOffset.UTC;
      }

      @Override
      public Clock withZone(java.time.ZoneId zone) {
        return this;
      }
    };
  }

  /** The authority's clock is set. */
  public void at(Instant instant) {
    now = instant;
  }

  public Authority authority() {
    return authority;
  }

  /** Papers of a node at addresses; the folder they are in. */
  public Path admit(NodeId node, Duration life, String... addresses) {
    InvitationFile invitation = authority.invite(node, List.of(addresses), Duration.ofHours(1), 1);
    Authority.Admitted admitted =
        authority.admit(invitation, new Authority.Asked(Optional.empty(), List.of(), life));
    Path made = folder.resolve("papers" + ++papers);
    authority.writePapers(admitted, made);
    return made;
  }

  /** A member on loopback. */
  public Membership member(Keys keys) {
    return member(keys, admit(keys.id(), Duration.ofDays(1), "127.0.0.1"));
  }

  /** A member with these papers. */
  public Membership member(Keys keys, Path papers) {
    return Membership.open(papers, dataDir(), keys, name);
  }

  /** One that was started then, and goes on now. */
  public Membership startedAt(Keys keys, Path papers, Instant then) {
    AtomicReference<Instant> start = new AtomicReference<>(then);
    Membership membership =
        Membership.open(
            papers,
            dataDir(),
            keys,
            name,
            clock(() -> Optional.ofNullable(start.get()).orElseGet(Instant::now)));
    start.set(null);
    return membership;
  }

  private Path dataDir() {
    try {
      return Files.createTempDirectory(folder, "data");
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    authority.close();
  }
}
