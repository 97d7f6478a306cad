package quorate.dispatch;

import quorate.task.Check;

/**
 * What dispatch may be set to. All times are in milliseconds.
 *
 * @param tasksMax how many tasks are led at once; one more is refused as BUSY
 * @param nodesMax how many nodes the roster holds; one more is not seen
 * @param candidateFactor of how many times as many candidates as replicas the fastest are taken
 * @param queuePerNode how many of our tasks a node may hold beyond its slots, to stay busy
 * @param leaseMillis after how long a node that says nothing counts as gone
 * @param priorMillis how long a task takes, as long as nothing has been measured
 * @param hedgesMax how many more nodes a task may ask because others are late
 * @param hedgeSlackMillis what is added to a predicted p95 before anybody counts as late
 * @param hedgePercent how many hedges there may be for 100 tasks: late nodes cause no avalanche
 * @param unusedMillis after how long without a task an idle node is tried beside others
 * @param tryPercent how many such tries there may be for 100 tasks
 * @param resendMillis after how long at least a node is asked again from which nothing is heard
 * @param silentMillis after how long at least a node from which nothing is heard has failed
 * @param shortageMillis how long a task waits for nodes to appear when there are too few
 * @param excludeMinMillis how long a failed node is excluded at first; it doubles each time
 * @param excludeMaxMillis how long a failed node is excluded at most
 * @param busyMillis how long a node that said BUSY is left alone
 * @param doubtMillis how long a node is waited for when the others have not proved themselves and
 *     too few are left to ask besides
 * @param slowFactor a full node is not waited for when it takes so many times as long as others
 */
public record DispatchPolicy(
    int tasksMax,
    int nodesMax,
    int candidateFactor,
    int queuePerNode,
    long leaseMillis,
    long priorMillis,
    int hedgesMax,
    long hedgeSlackMillis,
    int hedgePercent,
    long unusedMillis,
    int tryPercent,
    long resendMillis,
    long silentMillis,
    long shortageMillis,
    long excludeMinMillis,
    long excludeMaxMillis,
    long busyMillis,
    long doubtMillis,
    int slowFactor) {
  public static final DispatchPolicy DEFAULT =
      new DispatchPolicy(
          8192, 16_384, 2, 2, 8_000, 250, 2, 3, 10, 5_000, 10, 500, 3_000, 2_000, 1_000, 60_000, 20,
          1_000, 3);

  public DispatchPolicy {
    Check.argument(1 <= tasksMax && tasksMax <= 1_000_000, "1 <= tasksMax <= 1000000");
    Check.argument(1 <= nodesMax && nodesMax <= 1_000_000, "1 <= nodesMax <= 1000000");
    Check.argument(1 <= candidateFactor && candidateFactor <= 100, "1 <= candidateFactor <= 100");
    Check.argument(0 <= queuePerNode && queuePerNode <= 1000, "0 <= queuePerNode <= 1000");
    Check.argument(1 <= leaseMillis, "1 <= leaseMillis");
    Check.argument(1 <= priorMillis, "1 <= priorMillis");
    Check.argument(0 <= hedgesMax && hedgesMax <= 4, "0 <= hedgesMax <= 4");
    Check.argument(0 <= hedgeSlackMillis, "0 <= hedgeSlackMillis");
    Check.argument(0 <= hedgePercent && hedgePercent <= 100, "0 <= hedgePercent <= 100");
    Check.argument(1 <= unusedMillis, "1 <= unusedMillis");
    Check.argument(0 <= tryPercent && tryPercent <= 100, "0 <= tryPercent <= 100");
    Check.argument(1 <= resendMillis && resendMillis <= silentMillis, "1 <= resend <= silent");
    Check.argument(0 <= shortageMillis, "0 <= shortageMillis");
    Check.argument(
        1 <= excludeMinMillis && excludeMinMillis <= excludeMaxMillis,
        "1 <= excludeMinMillis <= excludeMaxMillis");
    Check.argument(1 <= busyMillis, "1 <= busyMillis");
    Check.argument(0 <= doubtMillis, "0 <= doubtMillis");
    Check.argument(1 <= slowFactor, "1 <= slowFactor");
  }

  /** The same for so many nodes, of which each counts as gone after so long. */
  public DispatchPolicy forNodes(int max, long newLeaseMillis) {
    return new DispatchPolicy(
        tasksMax,
        max,
        candidateFactor,
        queuePerNode,
        newLeaseMillis,
        priorMillis,
        hedgesMax,
        hedgeSlackMillis,
        hedgePercent,
        unusedMillis,
        tryPercent,
        resendMillis,
        silentMillis,
        shortageMillis,
        excludeMinMillis,
        excludeMaxMillis,
        busyMillis,
        doubtMillis,
        slowFactor);
  }
}
