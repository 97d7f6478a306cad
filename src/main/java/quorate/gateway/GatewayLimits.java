package quorate.gateway;

import quorate.task.Check;

/** How much a gateway takes from its clients; each limit has its own refusal. */
public record GatewayLimits(Sizes sizes, Room room, Patience patience) {
  public static final int PICTURE_BYTES_MAX = 64 << 20;
  public static final int IN_FLIGHT_PER_SESSION_MAX = 4096;

  public static final GatewayLimits DEFAULTS =
      new GatewayLimits(
          new Sizes(8 << 20, 40_000_000, 16 << 10, 128 << 10),
          new Room(1000, 128, 4096, 512L << 20, 2000),
          new Patience(10_000, 15_000, 45_000, 30_000, 600));

  /**
   * How large one thing may be.
   *
   * @param pictureBytesMax the most bytes of a picture, 1 to 64 MiB
   * @param pixelsMax the most pixels of a picture, by its header
   * @param headerBytesMax the most bytes of the JSON header of a binary message
   * @param textBytesMax the most bytes of a text message, inline pictures included
   */
  public record Sizes(int pictureBytesMax, long pixelsMax, int headerBytesMax, int textBytesMax) {
    public Sizes {
      Check.argument(
          1 <= pictureBytesMax && pictureBytesMax <= PICTURE_BYTES_MAX,
          "1 <= pictureBytesMax <= 67108864");
      Check.argument(pixelsMax >= 1, "1 <= pixelsMax");
      Check.argument(
          1024 <= headerBytesMax && headerBytesMax <= 1 << 20, "a header: 1 KiB to 1 MiB");
      Check.argument(1024 <= textBytesMax && textBytesMax <= 16 << 20, "a text: 1 KiB to 16 MiB");
    }

    /**
     * The most bytes of a binary message: length, header, picture, and an eighth of a picture more,
     * so that one which is a little too large is refused without closing the stream.
     */
    public int frameBytesMax() {
      return 4 + headerBytesMax + pictureBytesMax + pictureBytesMax / 8;
    }
  }

  /**
   * How much there may be at once.
   *
   * @param sessionsMax the most streams
   * @param inFlightPerSession a session's credits, 1 to 4096: its tasks without a verdict
   * @param inFlightMax the most tasks of this gateway without a verdict
   * @param inFlightBytesMax the most bytes of their pictures
   * @param submitsPerSecond per key, or per address when there is none; twice as many in a burst
   */
  public record Room(
      int sessionsMax,
      int inFlightPerSession,
      int inFlightMax,
      long inFlightBytesMax,
      int submitsPerSecond) {
    public Room {
      Check.argument(sessionsMax >= 1, "1 <= sessionsMax");
      Check.argument(
          1 <= inFlightPerSession && inFlightPerSession <= IN_FLIGHT_PER_SESSION_MAX,
          "1 <= inFlightPerSession <= 4096");
      Check.argument(
          inFlightMax >= 1 && inFlightBytesMax >= 1, "1 <= inFlightMax, inFlightBytesMax");
      Check.argument(submitsPerSecond >= 1, "1 <= submitsPerSecond");
    }
  }

  /**
   * How long a client is waited for.
   *
   * @param helloMillis how long the first frame is waited for
   * @param pingMillis how often a silent client is pinged
   * @param silentMillis after how much silence a client counts as gone
   * @param slowReaderMillis how long a client may leave results unread
   * @param resumeTtlSeconds how long a session is kept after its last sign of life
   */
  public record Patience(
      long helloMillis,
      long pingMillis,
      long silentMillis,
      long slowReaderMillis,
      int resumeTtlSeconds) {
    public Patience {
      Check.argument(
          helloMillis >= 1 && slowReaderMillis >= 1, "1 <= helloMillis, slowReaderMillis");
      Check.argument(
          1 <= pingMillis && pingMillis < silentMillis, "1 <= pingMillis < silentMillis");
      Check.argument(resumeTtlSeconds >= 1, "1 <= resumeTtlSeconds");
    }

    /** How often it is looked at, so that the shortest of them is kept: at least once a second. */
    public long tickMillis() {
      long shortest = Math.min(Math.min(helloMillis, pingMillis), slowReaderMillis);
      return Math.clamp(shortest / 4, 10, 1000);
    }
  }

  public GatewayLimits with(Sizes other) {
    return new GatewayLimits(other, room, patience);
  }

  public GatewayLimits with(Room other) {
    return new GatewayLimits(sizes, other, patience);
  }

  public GatewayLimits with(Patience other) {
    return new GatewayLimits(sizes, room, other);
  }

  /** With as many tasks without a verdict. */
  public GatewayLimits withInFlight(int perSession, int max) {
    return with(
        new Room(room.sessionsMax, perSession, max, room.inFlightBytesMax, room.submitsPerSecond));
  }

  /** With as many streams and submits a second. */
  public GatewayLimits withRates(int sessions, int submits) {
    return with(
        new Room(
            sessions, room.inFlightPerSession, room.inFlightMax, room.inFlightBytesMax, submits));
  }
}
