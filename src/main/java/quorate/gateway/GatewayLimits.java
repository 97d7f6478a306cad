package quorate.gateway;

import quorate.task.Check;

/**
 * How much a gateway takes from its clients; each has its own refusal.
 *
 * @param pictureBytesMax the most bytes of a picture, 1 to 64 MiB
 * @param pixelsMax the most pixels of a picture, by its header
 * @param headerBytesMax the most bytes of the JSON header of a binary message
 * @param textBytesMax the most bytes of a text message, inline pictures included
 * @param sessionsMax the most streams at once
 * @param inFlightPerSession a session's credits, 1 to 4096: its tasks without a verdict
 * @param inFlightMax the most tasks of this gateway without a verdict
 * @param inFlightBytesMax the most bytes of their pictures
 * @param submitsPerSecond per key, or per address when there is none; twice as many in a burst
 * @param helloMillis how long the first frame is waited for
 * @param pingMillis how often a silent client is pinged
 * @param silentMillis after how much silence a client counts as gone
 * @param slowReaderMillis how long a client may leave results unread
 * @param resumeTtlSeconds how long a session is kept after its last sign of life
 */
public record GatewayLimits(
    int pictureBytesMax,
    long pixelsMax,
    int headerBytesMax,
    int textBytesMax,
    int sessionsMax,
    int inFlightPerSession,
    int inFlightMax,
    long inFlightBytesMax,
    int submitsPerSecond,
    long helloMillis,
    long pingMillis,
    long silentMillis,
    long slowReaderMillis,
    int resumeTtlSeconds) {
  public static final int PICTURE_BYTES_MAX = 64 << 20;
  public static final int IN_FLIGHT_PER_SESSION_MAX = 4096;

  public static final GatewayLimits DEFAULTS =
      new GatewayLimits(
          8 << 20,
          40_000_000,
          16 << 10,
          128 << 10,
          1000,
          128,
          4096,
          512L << 20,
          2000,
          10_000,
          15_000,
          45_000,
          30_000,
          600);

  public GatewayLimits {
    Check.argument(
        1 <= pictureBytesMax && pictureBytesMax <= PICTURE_BYTES_MAX,
        "1 <= pictureBytesMax <= 67108864");
    Check.argument(pixelsMax >= 1, "1 <= pixelsMax");
    Check.argument(1024 <= headerBytesMax && headerBytesMax <= 1 << 20, "a header: 1 KiB to 1 MiB");
    Check.argument(1024 <= textBytesMax && textBytesMax <= 16 << 20, "a text: 1 KiB to 16 MiB");
    Check.argument(sessionsMax >= 1, "1 <= sessionsMax");
    Check.argument(
        1 <= inFlightPerSession && inFlightPerSession <= IN_FLIGHT_PER_SESSION_MAX,
        "1 <= inFlightPerSession <= 4096");
    Check.argument(inFlightMax >= 1 && inFlightBytesMax >= 1, "1 <= inFlightMax, inFlightBytesMax");
    Check.argument(submitsPerSecond >= 1, "1 <= submitsPerSecond");
    Check.argument(helloMillis >= 1 && slowReaderMillis >= 1, "1 <= helloMillis, slowReaderMillis");
    Check.argument(1 <= pingMillis && pingMillis < silentMillis, "1 <= pingMillis < silentMillis");
    Check.argument(resumeTtlSeconds >= 1, "1 <= resumeTtlSeconds");
  }

  /**
   * The most bytes of a binary message: length, header, picture, and an eighth of a picture more,
   * so that one which is a little too large is refused without closing the stream.
   */
  public int frameBytesMax() {
    return 4 + headerBytesMax + pictureBytesMax + pictureBytesMax / 8;
  }

  public GatewayLimits withInFlight(int perSession, int max) {
    return new GatewayLimits(
        pictureBytesMax,
        pixelsMax,
        headerBytesMax,
        textBytesMax,
        sessionsMax,
        perSession,
        max,
        inFlightBytesMax,
        submitsPerSecond,
        helloMillis,
        pingMillis,
        silentMillis,
        slowReaderMillis,
        resumeTtlSeconds);
  }

  public GatewayLimits withSizes(int pictureBytes, long pixels, int headerBytes, int textBytes) {
    return new GatewayLimits(
        pictureBytes,
        pixels,
        headerBytes,
        textBytes,
        sessionsMax,
        inFlightPerSession,
        inFlightMax,
        inFlightBytesMax,
        submitsPerSecond,
        helloMillis,
        pingMillis,
        silentMillis,
        slowReaderMillis,
        resumeTtlSeconds);
  }

  public GatewayLimits withPatience(long hello, long ping, long silent, long slowReader) {
    return new GatewayLimits(
        pictureBytesMax,
        pixelsMax,
        headerBytesMax,
        textBytesMax,
        sessionsMax,
        inFlightPerSession,
        inFlightMax,
        inFlightBytesMax,
        submitsPerSecond,
        hello,
        ping,
        silent,
        slowReader,
        resumeTtlSeconds);
  }

  public GatewayLimits withRates(int sessions, int submits) {
    return new GatewayLimits(
        pictureBytesMax,
        pixelsMax,
        headerBytesMax,
        textBytesMax,
        sessions,
        inFlightPerSession,
        inFlightMax,
        inFlightBytesMax,
        submits,
        helloMillis,
        pingMillis,
        silentMillis,
        slowReaderMillis,
        resumeTtlSeconds);
  }

  public GatewayLimits withResumeTtl(long seconds) {
    return new GatewayLimits(
        pictureBytesMax,
        pixelsMax,
        headerBytesMax,
        textBytesMax,
        sessionsMax,
        inFlightPerSession,
        inFlightMax,
        inFlightBytesMax,
        submitsPerSecond,
        helloMillis,
        pingMillis,
        silentMillis,
        slowReaderMillis,
        (int) Math.min(seconds, Integer.MAX_VALUE));
  }
}
