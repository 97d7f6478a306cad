package quorate.inference;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import quorate.task.ModelId;
import quorate.task.NodeId;
import quorate.wire.Message.ModelOffer;
import quorate.wire.Message.NodeSeen;

/** Which other node was last seen with a model. A volunteer lends none: nobody can call it. */
final class Offers {
  /** The most models that are remembered; the one seen longest ago is forgotten first. */
  static final int MODELS_MAX = 256;

  private final NodeId self;
  private final Map<ModelId, NodeId> last = new LinkedHashMap<>();

  Offers(NodeId self) {
    this.self = self;
  }

  void seen(NodeId node, NodeSeen seen) {
    if (!node.equals(self) && !seen.volunteer()) {
      for (ModelOffer offer : seen.models()) {
        last.remove(offer.model());
        last.put(offer.model(), node);
      }
      while (last.size() > MODELS_MAX) {
        last.remove(last.keySet().iterator().next());
      }
    }
  }

  Optional<NodeId> whoHas(ModelId model) {
    return Optional.ofNullable(last.get(model));
  }
}
