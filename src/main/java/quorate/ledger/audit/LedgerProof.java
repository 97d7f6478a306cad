package quorate.ledger.audit;

import java.util.List;
import java.util.Optional;
import quorate.ledger.audit.Finding.Fault;
import quorate.ledger.bft.Validators;
import quorate.ledger.chain.Previous;
import quorate.ledger.state.Genesis;
import quorate.ledger.state.Header;
import quorate.task.Check;
import quorate.task.Digest;

/**
 * One fact of the ledger for somebody who has no store: headers from validators whom he trusts to
 * the one that the fact is about, the votes for each, and the way from the fact to the last
 * header's root. docs/proof.md says what is checked; the page checks the same.
 *
 * @param chain {@link Genesis#chain}
 * @param genesis that of the chain, for one who trusts its digest alone
 * @param headers 1 to {@link #HEADERS_MAX}: where validators changed since, the headers that name
 *     the next ones; at the end the one that the claim is about
 */
public record LedgerProof(
    Digest chain, Optional<Genesis> genesis, List<Agreed> headers, Claim claim) {
  public static final int HEADERS_MAX = 256;

  /**
   * A header, and how it was agreed on.
   *
   * @param body the digest of the rest of the block
   */
  public record Agreed(Header header, Digest body, Previous decided) {
    Validators validators() {
      return decided.validators();
    }
  }

  public LedgerProof {
    headers = List.copyOf(headers);
    Check.argument(!headers.isEmpty() && headers.size() <= HEADERS_MAX, "1 to 256 headers");
    Check.argument(
        genesis.filter(each -> !each.chain().equals(chain)).isEmpty(),
        "the genesis of the chain, or none");
  }

  /** The header that the claim is about. */
  public Header last() {
    return headers.getLast().header();
  }

  /**
   * What is wrong with it for one who trusts a digest: that of the genesis, of the first validators
   * or of the first header.
   */
  public List<Finding> check(Digest trusted) {
    return check(
        first(trusted),
        "it is neither of the genesis, nor of the first validators, nor"
            + " of the first header: "
            + trusted.hex());
  }

  /** What is wrong with it for one who has the genesis and trusts it. */
  public List<Finding> check(Genesis trusted) {
    Optional<Digest> known = Optional.of(trusted.validators().digest());
    return trusted.chain().equals(chain)
        ? check(known, "")
        : List.of(new Finding(0, Fault.WRONG_CHAIN, "its chain is " + chain.hex()));
  }

  private List<Finding> check(Optional<Digest> voters, String otherwise) {
    Findings findings = new Findings();
    long first = headers.getFirst().header().height();
    if (voters.isEmpty()) {
      findings.add(first, Fault.NOT_TRUSTED, otherwise);
    } else {
      follow(voters.get(), findings);
    }
    findings.expect(
        claim.under(last()),
        last().height(),
        Fault.PROOF_INVALID,
        "the path does not lead from the claim to the root in the header");
    return findings.kept();
  }

  /** Who may vote on the first header; empty when the digest is of something else. */
  private Optional<Digest> first(Digest trusted) {
    Agreed first = headers.getFirst();
    if (trusted.equals(first.validators().digest())) {
      return Optional.of(trusted);
    }
    if (trusted.equals(first.header().digest())) {
      return Optional.of(first.header().validators());
    }
    return genesis.filter(known -> trusted.equals(chain)).map(known -> known.validators().digest());
  }

  private void follow(Digest voters, Findings findings) {
    Commits commits = new Commits(chain);
    Digest expected = voters;
    long before = 0; // nobody votes on the genesis
    for (Agreed each : headers) {
      if (!links(each, before, expected, findings) || !agreed(each, commits, findings)) {
        return;
      }
      before = each.header().height();
      expected = each.header().nextValidators();
    }
  }

  private boolean links(Agreed each, long before, Digest voters, Findings findings) {
    Header header = each.header();
    long height = header.height();
    boolean here =
        findings.expect(
            header.chain().equals(chain), height, Fault.WRONG_CHAIN, "its header is of another");
    boolean later =
        findings.expect(
            height > before, height, Fault.WRONG_HEIGHT, "it is not later than " + before);
    boolean seated =
        findings.expect(
            header.validators().equals(voters) && each.validators().digest().equals(voters),
            height,
            Fault.WRONG_VALIDATORS,
            "the validators are not those that are trusted");
    return here && later && seated;
  }

  private static boolean agreed(Agreed each, Commits commits, Findings findings) {
    commits.know(each.validators());
    Optional<Commits.Wrong> wrong =
        commits.wrong(each.header(), each.body(), each.decided().commit());
    wrong.ifPresent(found -> findings.add(each.header().height(), found.fault(), found.detail()));
    return wrong.isEmpty();
  }
}
