package quorate.node.membership;

import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import quorate.task.Check;
import quorate.task.NodeId;

/**
 * What an authority remembers: whom it has invited, admitted and revoked. A value: what changes it
 * gives another one. All times are milliseconds since 1970.
 *
 * @param format {@link #FORMAT}
 * @param network the network's name
 * @param rules whom it admits, and for how long
 * @param invitations that may still be used, at most {@link #INVITATIONS_MAX}
 * @param members admissions that have not expired, at most {@link #MEMBERS_MAX}
 * @param invited how many invitations there were
 * @param listNumber of the newest revocation list
 */
record Register(
    String format,
    String network,
    Rules rules,
    List<Invited> invitations,
    List<Member> members,
    long invited,
    long listNumber) {
  static final String FORMAT = "quorate-network/1";
  static final int INVITATIONS_MAX = 10_000;

  /** As many as a revocation list has room for. */
  static final int MEMBERS_MAX = Revocations.REVOKED_MAX;

  /**
   * The admission policy.
   *
   * @param admissionMillis how long a certificate holds: short, since that bounds the harm of a key
   *     that was stolen and of a revocation that does not arrive; 1 hour to 398 days
   * @param invitationMillis how long an invitation is good
   */
  record Rules(long admissionMillis, long invitationMillis) {
    /** A month, as what issues certificates by itself gives weeks to three months. */
    static final Duration ADMISSION = Duration.ofDays(30);

    static final Duration INVITATION = Duration.ofDays(3);

    Rules {
      Duration admission = Duration.ofMillis(admissionMillis);
      Check.argument(
          admission.compareTo(Duration.ofHours(1)) >= 0
              && admission.compareTo(Duration.ofDays(398)) <= 0,
          "an admission holds for 1 hour to 398 days");
      Check.argument(
          invitationMillis >= 60_000 && invitationMillis <= Invitation.LIFE_MAX.toMillis(),
          "an invitation is good for a minute to 31 days");
    }
  }

  /** An invitation, and how often it was used. */
  record Invited(long number, String node, long untilMillis, int uses, int used) {}

  /**
   * An admission.
   *
   * @param serial in hexadecimal digits
   * @param revokedMillis 0: it was not
   * @param reason empty: it was not revoked
   */
  record Member(
      String node,
      List<String> addresses,
      String serial,
      long fromMillis,
      long untilMillis,
      long revokedMillis,
      String reason) {
    boolean revoked() {
      return revokedMillis != 0;
    }

    Revocations.Revoked entry() {
      Revocations.Reason why = Revocations.Reason.named(reason);
      return new Revocations.Revoked(
          new BigInteger(serial, 16), Instant.ofEpochMilli(revokedMillis), why);
    }
  }

  Register {
    Check.argument(format.equals(FORMAT), "expected the format " + FORMAT + ", not " + format);
    Check.argument(
        invitations.size() <= INVITATIONS_MAX, "at most " + INVITATIONS_MAX + " invitations");
    Check.argument(members.size() <= MEMBERS_MAX, "at most " + MEMBERS_MAX + " admissions");
    invitations = List.copyOf(invitations);
    members = List.copyOf(members);
  }

  static Register empty(String network, Rules rules) {
    return new Register(FORMAT, network, rules, List.of(), List.of(), 0, 0);
  }

  /** Without what has ended: of an expired certificate nobody has to know that it was revoked. */
  Register at(Instant now) {
    long millis = now.toEpochMilli();
    return with(
        invitations.stream().filter(each -> each.untilMillis > millis).toList(),
        members.stream().filter(each -> each.untilMillis > millis).toList());
  }

  private Register with(List<Invited> otherInvitations, List<Member> otherMembers) {
    return new Register(
        format, network, rules, otherInvitations, otherMembers, invited, listNumber);
  }

  Register with(Invitation invitation) {
    List<Invited> more = new ArrayList<>(invitations);
    more.add(
        new Invited(
            invitation.number(),
            invitation.node().hex(),
            invitation.untilMillis(),
            invitation.uses(),
            0));
    return new Register(format, network, rules, more, members, invitation.number(), listNumber);
  }

  Optional<Invited> invitation(long number) {
    return invitations.stream().filter(each -> each.number == number).findFirst();
  }

  /** The invitation is used once more, for this admission. */
  Register with(Invited used, Admission admission) {
    List<Invited> others = new ArrayList<>(invitations);
    others.remove(used);
    others.add(new Invited(used.number, used.node, used.untilMillis, used.uses, used.used + 1));
    List<Member> more = new ArrayList<>(members);
    more.add(
        new Member(
            admission.node().hex(),
            admission.addresses(),
            admission.serial().toString(16),
            admission.from().toEpochMilli(),
            admission.until().toEpochMilli(),
            0,
            ""));
    return with(others, more);
  }

  /** All that a node was admitted and invited for ends; the list gets the next number. */
  Register without(NodeId node, Revocations.Reason reason, Instant now) {
    List<Member> all = new ArrayList<>();
    for (Member each : members) {
      boolean ends = each.node.equals(node.hex()) && !each.revoked();
      all.add(
          ends
              ? new Member(
                  each.node,
                  each.addresses,
                  each.serial,
                  each.fromMillis,
                  each.untilMillis,
                  now.toEpochMilli(),
                  reason.name())
              : each);
    }
    List<Invited> left =
        invitations.stream().filter(each -> !each.node.equals(node.hex())).toList();
    return new Register(format, network, rules, left, all, invited, listNumber + 1);
  }

  List<Member> of(NodeId node) {
    return members.stream().filter(each -> each.node.equals(node.hex())).toList();
  }

  Revocations revocations() {
    List<Revocations.Revoked> all =
        members.stream().filter(Member::revoked).map(Member::entry).toList();
    return new Revocations(listNumber, all);
  }
}
