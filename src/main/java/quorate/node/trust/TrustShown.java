package quorate.node.trust;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import quorate.task.ModelId;
import quorate.task.NodeId;
import quorate.trust.Rating;
import quorate.trust.Reputation;
import quorate.trust.Trust;
import quorate.trust.TrustPolicy;

/** Why a node is trusted or not, as it is told: the body of {@code GET /v1/trust/{node}}. */
final class TrustShown {
  private TrustShown() {}

  static Map<String, Object> facts(Trust trust, NodeId self, NodeId node, long nowMillis) {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("node", node.hex());
    facts.put("seenBy", self.hex());
    facts.put("heeded", !trust.named(node));
    facts.put("alarm", trust.alarmed());
    List<Map<String, Object>> models = new ArrayList<>();
    for (ModelId model : trust.models(node)) {
      models.add(model(trust, node, model, nowMillis));
    }
    facts.put("models", models);
    return facts;
  }

  private static Map<String, Object> model(
      Trust trust, NodeId node, ModelId model, long nowMillis) {
    TrustPolicy policy = trust.policy();
    Reputation known = trust.reputation(node, model);
    Reputation.Counts counts = known.counts();
    Rating rating = known.rating(policy, nowMillis);
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("model", model.hex());
    facts.put("rating", rating.name().toLowerCase(Locale.ROOT));
    facts.put("valid", counts.valid());
    facts.put("late", counts.late());
    facts.put("wrong", counts.wrong());
    facts.put("heard", counts.heard());
    facts.put("alone", counts.alone());
    facts.put("auditsPassed", counts.auditsPassed());
    facts.put("auditsFailed", counts.auditsFailed());
    facts.put("counted", known.counted(policy));
    facts.put("needed", policy.validMin());
    facts.put("since", known.streak().sinceMillis());
    facts.put("trustedFrom", known.counted(policy) == 0 ? 0 : known.trustedFromMillis(policy));
    facts.put("auditChance", known.auditChance(policy) / 1e6);
    facts.put("banProgress", trust.banProgress(node, model));
    facts.put("why", why(known, rating, policy, nowMillis));
    return facts;
  }

  private static String why(Reputation known, Rating rating, TrustPolicy policy, long nowMillis) {
    long missing = policy.validMin() - known.counted(policy);
    return switch (rating) {
      case BANNED ->
          "It was wrong too often to be honest, and is never asked again: "
              + known.counts().wrong()
              + " of "
              + known.counts().compared()
              + " compared answers.";
      case TRUSTED ->
          "It may answer alone and is audited with a probability of "
              + String.format(Locale.ROOT, "%.1f", known.auditChance(policy) / 1e4)
              + " %. One wrong answer makes it new again.";
      case NEW -> {
        if (missing > 0) {
          yield "It is asked beside others. " + missing + " more valid answers are needed.";
        }
        long hours = (known.trustedFromMillis(policy) - nowMillis) / 3_600_000 + 1;
        yield "It is asked beside others. Its answers are enough; trusted in " + hours + " h.";
      }
    };
  }
}
