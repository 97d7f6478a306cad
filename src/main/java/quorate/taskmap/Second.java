package quorate.taskmap;

/**
 * What happened in one second, for the charts; latencies are percentiles in milliseconds over this
 * second and the four before it, −1 where nothing was measured.
 *
 * @param atSeconds since the epoch of Unix
 * @param unsettled tasks that failed, expired or were called off
 */
public record Second(
    long atSeconds,
    int accepted,
    int agreed,
    int disputed,
    int unsettled,
    int ackP50,
    int ackP99,
    int verdictP50,
    int verdictP99) {}
