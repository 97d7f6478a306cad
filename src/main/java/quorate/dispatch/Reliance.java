package quorate.dispatch;

import quorate.task.ModelId;
import quorate.task.NodeId;

/** Whom this leader relies on, as it has seen them over days; {@link Breaker} sees minutes. */
public interface Reliance {
  /** Nobody is relied on, and nobody is barred. */
  Reliance NONE =
      new Reliance() {
        @Override
        public boolean mayAnswerAlone(NodeId node, ModelId model) {
          return false;
        }

        @Override
        public boolean barred(NodeId node, ModelId model) {
          return false;
        }
      };

  /** Whether it is preferred where one answer may decide, and where answers contradict. */
  boolean mayAnswerAlone(NodeId node, ModelId model);

  /** Whether it is never asked. */
  boolean barred(NodeId node, ModelId model);
}
