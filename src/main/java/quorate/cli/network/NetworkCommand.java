package quorate.cli.network;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import quorate.cli.Failure;
import quorate.node.Trouble;
import quorate.node.config.Quantities;
import quorate.node.membership.Authority;
import quorate.task.NodeId;

/** Who may be a member of a network. */
@Command(
    name = "network",
    description = {
      "Begin a network, and decide on its members.",
      "Its folder holds the authority's secret key: keep it off the nodes, and back it up."
    },
    synopsisSubcommandLabel = "COMMAND",
    footer = {
      "",
      "Example, with what the node's operator does in between:",
      "  quorate network init authority --name cameras",
      "  quorate identity show                          (the node's operator; sends the id)",
      "  quorate network invite authority ID --address 10.0.0.7 --file invitation.json",
      "  quorate network admit authority invitation.json --to papers-of-7",
      "  quorate node --network-name cameras --network-dir papers-of-7 --cluster-host 10.0.0.7"
    },
    subcommands = {
      InitCommand.class,
      InviteCommand.class,
      AdmitCommand.class,
      RevokeCommand.class,
      ShowCommand.class,
      ListCommand.class
    })
public final class NetworkCommand {
  /** Which authority. */
  static final class Dir {
    @Parameters(index = "0", paramLabel = "DIR", description = "The authority's folder.")
    private Path path = Path.of("");

    Path path() {
      return path;
    }

    /** Works with the authority; its troubles are told as a command tells them. */
    <T> T with(Function<Authority, T> work) {
      return orFail(() -> {
        try (Authority authority = Authority.open(path, Clock.systemUTC())) {
          return work.apply(authority);
        }
      });
    }
  }

  /** What may have its troubles. */
  interface Deed<T> {
    T done();
  }

  static <T> T orFail(Deed<T> deed) {
    try {
      return deed.done();
    } catch (Trouble trouble) {
      throw Failure.failed(trouble.what(), trouble.action()).because(trouble);
    } catch (IllegalArgumentException wrong) {
      throw Failure.usage(String.valueOf(wrong.getMessage()), "see --help").because(wrong);
    }
  }

  static NodeId node(String text) {
    try {
      return NodeId.ofHex(text);
    } catch (IllegalArgumentException e) {
      throw Failure.usage(
          "expected a node's id of 64 hexadecimal digits, not \"" + text + "\"",
          "its operator sees it by: quorate identity show");
    }
  }

  static Duration duration(String option, String text) {
    try {
      return Quantities.duration(text);
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw Failure.usage(
          option + ": expected a duration like 12h or 30d, not \"" + text + "\"", "");
    }
  }
}
