package quorate.trust;

import quorate.task.Check;

/**
 * What trust may be set to. Shares and probabilities are in millionths, times in milliseconds.
 *
 * @param validMin how many compared answers in a row make a node trusted (trust.md, rule 4: 30)
 * @param afterMillis and how long after the first of them at least (rule 4: 48 h)
 * @param auditMin the least probability that an answer given alone is audited (rule 4: 5 %)
 * @param auditFactor divided by the audits passed, the probability before that (rule 4: 3)
 * @param newcomers at most so large a share of the tasks that name no level goes to all nodes, so
 *     that new ones are seen; the rest to trusted ones
 * @param trustedMin how many trusted nodes of distinct operators there must be before one answers
 *     alone: it and two that may contradict it
 * @param crowdMin from how many nodes on strangers are expected among them, so that the answers of
 *     new nodes are audited too: in a smaller network operators know each other
 * @param margin by how many more nodes than contradict it an answer must be backed, where strangers
 *     are expected
 * @param wrong which share of honest answers dissents, measured: see docs/trust.md
 * @param lying which share of wrong answers a ban is to be sure of
 * @param falseBans the probability that an honest node is ever banned (issue 4: 1 %)
 * @param tolerated which share of unaudited answers may be wrong before all are audited: see {@link
 *     Alarm}
 * @param epochMillis how long one audit seed is used
 * @param nodesMax how many nodes, and pairs of node and model, are remembered
 */
public record TrustPolicy(
    int validMin,
    long afterMillis,
    int auditMin,
    int auditFactor,
    int newcomers,
    int trustedMin,
    int crowdMin,
    int margin,
    int wrong,
    int lying,
    int falseBans,
    int tolerated,
    long epochMillis,
    int nodesMax) {
  public static final TrustPolicy DEFAULT =
      new TrustPolicy(
          30,
          48 * 3_600_000L,
          50_000,
          3,
          200_000,
          3,
          12,
          2,
          1_000,
          30_000,
          10_000,
          1_000,
          3_600_000L,
          200_000);

  public TrustPolicy {
    Check.argument(1 <= validMin && validMin <= 100_000, "1 <= validMin <= 100000");
    Check.argument(0 <= afterMillis, "0 <= afterMillis");
    Check.argument(1 <= auditMin && auditMin <= Shares.ONE, "1 <= auditMin <= 1000000");
    Check.argument(1 <= auditFactor && auditFactor <= 1000, "1 <= auditFactor <= 1000");
    Check.argument(0 <= newcomers && newcomers <= Shares.ONE, "0 <= newcomers <= 1000000");
    Check.argument(1 <= trustedMin && trustedMin <= 1000, "1 <= trustedMin <= 1000");
    Check.argument(3 <= crowdMin && crowdMin <= 1_000_000, "3 <= crowdMin <= 1000000");
    Check.argument(1 <= margin && margin <= 5, "1 <= margin <= 5");
    Check.argument(
        1 <= wrong && wrong < lying && lying < Shares.ONE, "1 <= wrong < lying < 1000000");
    Check.argument(1 <= falseBans && falseBans < Shares.ONE, "1 <= falseBans < 1000000");
    Check.argument(1 <= tolerated && tolerated < Shares.ONE, "1 <= tolerated < 1000000");
    Check.argument(1_000 <= epochMillis, "1000 <= epochMillis");
    Check.argument(1 <= nodesMax && nodesMax <= 1_000_000, "1 <= nodesMax <= 1000000");
  }
}
