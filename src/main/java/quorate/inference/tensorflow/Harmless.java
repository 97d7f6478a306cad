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
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.tensorflow.TensorFlow;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.OpDef;

/**
 * The part of a graph that a node needs, after it was seen that it only computes. A model is a
 * program, and may come from another node: one that would read or write files or call out is
 * refused before it is loaded. What is not followed here is not in the part, so that nothing is
 * loaded which was not looked at.
 */
final class Harmless {
  /*
   * TensorFlow calls an operation stateful when it is more than a function of its inputs: those
   * that are written and read in this process only are named. The others are allowed, but for a few
   * that TensorFlow forgot to call so: they take the names of files, or of hosts.
   */
  private static final Pattern STATE =
      Pattern.compile(
          "Placeholder|VarHandleOp|Variable(V2)?|TemporaryVariable|DestroyTemporaryVariable"
              + "|(Assign|AssignAdd|AssignSub|Read)VariableOp|Assign(Add|Sub)?|VarIsInitializedOp"
              + "|IsVariableInitialized|DestroyResourceOp|Resource(Gather|GatherNd|Scatter.*)"
              + "|TensorArray.*|TensorList.*|Stack(Push|Pop|Close)?(V2)?|EmptyTensorList"
              + "|(Anonymous)?(Mutable)?HashTable(V2)?|LookupTable.*|InitializeTable(V2)?"
              + "|(Stateful)?PartitionedCall|If|While|Case|Assert|_Arg|_Retval|NoOp"
              + "|Random(Uniform|UniformInt|StandardNormal)|TruncatedNormal");

  private static final Pattern OUTSIDE =
      Pattern.compile(
          ".*(File|Dataset|Iterator|Reader|Rpc|Py[Ff]unc|Debug|Print|Summary|Proto|Checkpoint"
              + "|Remote|Send|Recv|Collective|Library|Vocab|Remap|Xla|T[Pp][Uu]|TfLite).*"
              + "|Save.*|Restore.*|Copy(Host)?|Queue.*|Barrier.*|_.*");

  /** What brings a model's variables back from its own files. */
  private static final Pattern RESTORING =
      Pattern.compile(
          "Restore(V2|Slice)?|Assign(VariableOp)?|VarHandleOp|Variable(V2)?|NoOp|Identity(N)?"
              + "|Const|Placeholder(WithDefault)?|Pack|Reshape|StringJoin"
              + "|(Stateful)?PartitionedCall");

  private static final Set<String> COMPUTING =
      TensorFlow.registeredOpList().getOpList().stream()
          .filter(op ->
              STATE.matcher(op.getName()).matches()
                  || (!op.getIsStateful() && !OUTSIDE.matcher(op.getName()).matches()))
          .map(OpDef::getName)
          .collect(Collectors.toUnmodifiableSet());

  private final Map<String, NodeDef> nodes = new HashMap<>();
  private final Map<String, FunctionDef> functions = new HashMap<>();
  private final Set<String> reached = new HashSet<>();
  private final Set<String> entered = new HashSet<>();

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
   * @param run the names of operations or tensors that are computed
   * @param restored the same, of those that bring the variables back before
   * @return all of that, and nothing else
   * @throws IllegalArgumentException when it does more than compute
   */
  static GraphDef part(GraphDef graph, Collection<String> run, Collection<String> restored) {
    Harmless whole = new Harmless(graph);
    whole.follow(run, COMPUTING::contains);
    Set<String> nodes = new HashSet<>(whole.reached);
    Set<String> functions = new HashSet<>(whole.entered);
    whole.reached.clear();
    whole.entered.clear();
    whole.follow(restored, op -> RESTORING.matcher(op).matches());
    nodes.addAll(whole.reached);
    functions.addAll(whole.entered);
    GraphDef.Builder part = graph.toBuilder().clearNode().clearLibrary();
    graph.getNodeList().stream()
        .filter(node -> nodes.contains(node.getName()))
        .forEach(part::addNode);
    graph.getLibrary().getFunctionList().stream()
        .filter(function -> functions.contains(function.getSignature().getName()))
        .forEach(part.getLibraryBuilder()::addFunction);
    return part.build();
  }

  private void follow(Collection<String> roots, Predicate<String> allowed) {
    Deque<NodeDef> open = new ArrayDeque<>();
    roots.forEach(root -> reach(root, open));
    while (!open.isEmpty()) {
      NodeDef node = open.removeFirst();
      if (!functions.containsKey(node.getOp()) && !allowed.test(node.getOp())) {
        throw new IllegalArgumentException(
            "it would do more than compute: the operation "
                + node.getOp()
                + " ("
                + node.getName()
                + ")");
      }
      node.getInputList().forEach(input -> reach(input, open));
      called(node).forEach(name -> enter(name, open));
    }
  }

  private void reach(String tensor, Deque<NodeDef> open) {
    String plain = tensor.startsWith("^") ? tensor.substring(1) : tensor;
    int colon = plain.indexOf(':');
    String name = colon < 0 ? plain : plain.substring(0, colon);
    NodeDef node = nodes.get(name);
    if (node != null && reached.add(name)) {
      open.addLast(node);
    }
  }

  /** All of a function's body runs, as far as is known here. */
  private void enter(String name, Deque<NodeDef> open) {
    FunctionDef function = functions.get(name);
    if (function != null && entered.add(name)) {
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
