package quorate.cli;

import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import quorate.cli.ledger.LedgerServer;

/** Whom a running node relies on. */
@Command(
    name = "trust",
    description = "Say whom a running node relies on, and why.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = TrustCommand.Explain.class)
final class TrustCommand {
  /** Why a node is trusted or not. */
  @Command(
      name = "explain",
      description = {
        "Say why a node is trusted or not, what would change it, and what it has at stake.",
        "Each node has its own view: that of the one that is asked is told."
      },
      footer = {
        "",
        "Example:",
        "  quorate trust explain 8a88e3dd…64 digits --server http://127.0.0.1:7070"
      })
  static final class Explain implements Callable<Integer> {
    @Mixin private final Output output = new Output();
    @Mixin private final LedgerServer server = new LedgerServer();

    @Parameters(paramLabel = "NODE", description = "The node's id, 64 hexadecimal digits.")
    private String node = "";

    @Override
    public Integer call() {
      if (!node.matches("[0-9a-fA-F]{64}")) {
        throw Failure.usage(
            "NODE: expected a node's id, 64 hexadecimal digits, not " + node,
            "see who there is: GET /v1/nodes");
      }
      JsonObject told = server.talk(line -> line.get("/v1/trust/" + node.toLowerCase(Locale.ROOT)));
      output.show(told, text(told));
      return Exit.OK;
    }

    private static String text(JsonObject told) {
      StringBuilder text = new StringBuilder("node " + told.getString("node") + "\n");
      text.append("as seen by " + told.getString("seenBy") + "\n");
      if (told.getJsonArray("models").isEmpty()) {
        text.append("It has not been seen to answer: it is new, and asked beside others.\n");
      }
      told.getJsonArray("models").stream()
          .map(JsonObject.class::cast)
          .forEach(model -> model(model, text));
      if (!told.getBoolean("heeded")) {
        text.append("Its own word does not count: it was named for audits that it owed.\n");
      }
      if (told.getBoolean("alarm")) {
        text.append("All answers are audited just now: a rare audit has failed.\n");
      }
      JsonObject account = told.getJsonObject("account");
      if (account != null) {
        text.append("at stake: " + account.getLong("stake") + " staked, ");
        text.append(account.getLong("vesting") + " earned and vesting; ");
        text.append(account.getLong("balance") + " its own, unspent");
        long taken = account.getLong("taken");
        text.append(taken == 0 ? "\n" : "; " + taken + " taken back for contradicted answers\n");
      }
      return text.toString();
    }

    private static void model(JsonObject model, StringBuilder text) {
      text.append("\nmodel " + model.getString("model") + ": " + model.getString("rating") + "\n");
      text.append("  " + model.getString("why") + "\n");
      text.append(
          "  answers: %d valid, %d late, %d wrong, %d alone; %d valid by others' word%n"
              .formatted(
                  model.getLong("valid"),
                  model.getLong("late"),
                  model.getLong("wrong"),
                  model.getLong("alone"),
                  model.getLong("heard")));
      text.append(
          "  in a row: %d of %d needed%s%n"
              .formatted(
                  model.getLong("counted"),
                  model.getLong("needed"),
                  model.getLong("since") == 0
                      ? ""
                      : ", since " + Instant.ofEpochMilli(model.getLong("since"))));
      text.append(
          "  audits: %d passed, %d failed, of the next answers %.1f %%%n"
              .formatted(
                  model.getLong("auditsPassed"),
                  model.getLong("auditsFailed"),
                  100 * model.getDouble("auditChance")));
      text.append(
          "  evidence that it lies: %.0f %% of what bans it%n"
              .formatted(100 * model.getDouble("banProgress")));
    }
  }
}
