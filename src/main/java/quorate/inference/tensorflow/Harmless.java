package quorate.inference.tensorflow;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

/**
 * Whether a graph only computes. A model is a program, and may come from another node: one that
 * would read or write files or call out is refused before it is loaded.
 */
final class Harmless {
  private static final Pattern FORBIDDEN =
      Pattern.compile(
          "ReadFile|WriteFile|MatchingFiles|Save|SaveV2|SaveSlices|MergeV2Checkpoints"
              + "|(Eager)?PyFunc(Stateless)?|DebugIdentity.*|.*Reader(V2)?|.*Dataset.*|.*Rpc.*"
              + "|_?Send|_?Recv|LoadLibrary");

  private final Map<String, NodeDef> nodes = new HashMap<>();
  private final Map<String, FunctionDef> functions = new HashMap<>();
  private final Set<String> seen = new HashSet<>();
  private final Deque<NodeDef> open = new ArrayDeque<>();

  private Harmless(GraphDef graph) {
    graph.getNodeList().forEach(node -> nodes.put(node.getName(), node));
    graph
        .getLibrary()
        .getFunctionList()
        .forEach(function -> functions.put(function.getSignature().getName(), function));
  }

  /**
   * Follows everything that the operations depend on.
   *
   * @param roots what is run: names of operations
   * @throws IllegalArgumentException when it does more than compute
   */
  static void check(GraphDef graph, Collection<String> roots) {
    new Harmless(graph).follow(roots);
  }

  private void follow(Collection<String> roots) {
    roots.forEach(this::reach);
    while (!open.isEmpty()) {
      NodeDef node = open.removeFirst();
      if (FORBIDDEN.matcher(node.getOp()).matches()) {
        throw new IllegalArgumentException(
            "it would do more than compute: the operation "
                + node.getOp()
                + " ("
                + node.getName()
                + ")");
      }
      node.getInputList().forEach(this::reach);
      called(node).forEach(this::enter);
    }
  }

  private void reach(String tensor) {
    String plain = tensor.startsWith("^") ? tensor.substring(1) : tensor;
    int colon = plain.indexOf(':');
    String name = colon < 0 ? plain : plain.substring(0, colon);
    NodeDef node = nodes.get(name);
    if (node != null && seen.add("node " + name)) {
      open.addLast(node);
    }
  }

  /** All of a function's body runs, as far as is known here. */
  private void enter(String name) {
    FunctionDef function = functions.get(name);
    if (function != null && seen.add("function " + name)) {
      open.addAll(function.getNodeDefList());
    }
  }

  private static List<String> called(NodeDef node) {
    List<String> names = new ArrayList<>(List.of(node.getOp()));
    for (AttrValue value : node.getAttrMap().values()) {
      if (value.hasFunc()) {
        names.add(value.getFunc().getName());
      }
      value.getList().getFuncList().forEach(function -> names.add(function.getName()));
    }
    return names;
  }
}
