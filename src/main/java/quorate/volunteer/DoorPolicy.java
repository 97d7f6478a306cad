package quorate.volunteer;

import quorate.task.Check;

/**
 * What a gateway allows its volunteers. Times are in milliseconds.
 *
 * @param volunteersMax how many there are at once
 * @param unprovedMax how many lines are open at once whose key is not proved: the oldest would be
 *     pushed out by a flood, so one more is refused
 * @param perBlockMax how many volunteers there are from one block of addresses ({@link
 *     AddressBlock}), and how many lines from it whose key is not proved
 * @param proveMillis how long a key may take to be proved
 * @param beatMillis how often a volunteer shows that it is there
 * @param silentMillis after how long without a word it is gone: three beats, as in RFC 5880's
 *     detection multiplier
 * @param tellMillis how often other nodes are told again that it is there
 * @param stallMillis how long a volunteer may leave what is sent to it unread
 * @param framesPerSecond how many frames it may send a second, on average
 * @param framesBurst and how many of those at once
 * @param assignedMax how many tasks of each are remembered; the oldest is forgotten, and what comes
 *     for it is refused
 * @param pictureBytesMax how many bytes of pictures are being fetched or wait to be sent, for all
 *     together
 * @param waitingMax how many words may wait for a volunteer that does not read; one more is lost,
 *     and its speaker repeats it
 */
public record DoorPolicy(
    int volunteersMax,
    int unprovedMax,
    int perBlockMax,
    long proveMillis,
    int beatMillis,
    long silentMillis,
    long tellMillis,
    long stallMillis,
    int framesPerSecond,
    int framesBurst,
    int assignedMax,
    long pictureBytesMax,
    int waitingMax) {
  /** The largest of a volunteer's own description: 64 of them are one message on the bus. */
  public static final int PRESENCE_BYTES_MAX = 4096;

  public static final DoorPolicy DEFAULT =
      new DoorPolicy(
          5000, 512, 64, 5_000, 20_000, 65_000, 30_000, 10_000, 100, 400, 1024, 64L << 20, 256);

  public DoorPolicy {
    Check.argument(1 <= volunteersMax && volunteersMax <= Directory.VOLUNTEERS_MAX, "volunteers");
    Check.argument(1 <= unprovedMax && 1 <= perBlockMax, "at least one line");
    Check.argument(beatMillis < silentMillis, "it is not silent between two beats");
    Check.argument(1 <= framesPerSecond && framesPerSecond <= framesBurst, "a rate and its burst");
    Check.argument(1 <= assignedMax && 1 <= waitingMax, "something is remembered");
  }

  /** The same for other numbers of volunteers. */
  public DoorPolicy with(int volunteers, int perBlock) {
    return new DoorPolicy(
        volunteers,
        unprovedMax,
        perBlock,
        proveMillis,
        beatMillis,
        silentMillis,
        tellMillis,
        stallMillis,
        framesPerSecond,
        framesBurst,
        assignedMax,
        pictureBytesMax,
        waitingMax);
  }
}
