package quorate.inference.tensorflow;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.tensorflow.Graph;
import org.tensorflow.Output;
import org.tensorflow.SavedModelBundle;
import org.tensorflow.Session;
import org.tensorflow.proto.CollectionDef;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.SavedModel;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorInfo;
import quorate.inference.Manifest;

/**
 * A graph with a decoder before it, in a session of its own.
 *
 * @param outputs boxes, scores, classes, count, and the size of the picture
 * @param holder what is closed to give all of it back
 */
record Loaded(Session session, Output<?> picture, List<Output<?>> outputs, AutoCloseable holder) {
  private static final String SIGNATURE = "serving_default";
  private static final String GRAPH_FILE = "saved_model.pb";

  static Loaded from(Path directory, Manifest manifest, ConfigProto config) throws IOException {
    return switch (manifest.format()) {
      case SAVED_MODEL -> savedModel(directory, manifest.tensors(), config);
      case FROZEN_GRAPH -> frozenGraph(directory, manifest, config);
    };
  }

  private static Loaded frozenGraph(Path directory, Manifest manifest, ConfigProto config)
      throws IOException {
    Manifest.Tensors names = manifest.tensors();
    Path file = directory.resolve(manifest.files().getFirst().path());
    GraphDef def = GraphDef.parseFrom(Files.readAllBytes(file));
    Harmless.check(def, List.of(names.boxes(), names.scores(), names.classes(), names.count()));
    Graph graph = new Graph();
    try {
      graph.importGraphDef(PictureFront.before(def, operation(names.input())));
      Session session = new Session(graph, config);
      return of(
          graph,
          session,
          List.of(names.boxes(), names.scores(), names.classes(), names.count()),
          () -> closeBoth(session, graph));
    } catch (RuntimeException e) {
      graph.close();
      throw e;
    }
  }

  private static Loaded savedModel(Path directory, Manifest.Tensors keys, ConfigProto config)
      throws IOException {
    SavedModel model = SavedModel.parseFrom(Files.readAllBytes(directory.resolve(GRAPH_FILE)));
    MetaGraphDef meta = serving(model);
    SignatureDef signature = meta.getSignatureDefMap().get(SIGNATURE);
    if (signature == null) {
      throw new IllegalArgumentException("it has no signature '" + SIGNATURE + "'");
    }
    String input = tensor(signature.getInputsMap(), keys.input());
    List<String> outputs = new ArrayList<>();
    for (String key : List.of(keys.boxes(), keys.scores(), keys.classes(), keys.count())) {
      outputs.add(tensor(signature.getOutputsMap(), key));
    }
    Harmless.check(meta.getGraphDef(), run(meta, outputs));
    GraphDef joined = PictureFront.before(meta.getGraphDef(), operation(input));
    SavedModelBundle bundle = bundle(directory, meta.toBuilder().setGraphDef(joined), config);
    try {
      return of(bundle.graph(), bundle.session(), outputs, bundle);
    } catch (RuntimeException e) {
      bundle.close();
      throw e;
    }
  }

  /** TensorFlow reads a SavedModel from a directory only: one with links to all other files. */
  private static SavedModelBundle bundle(
      Path directory, MetaGraphDef.Builder meta, ConfigProto config) throws IOException {
    Path joined = Files.createTempDirectory("quorate-model");
    try {
      SavedModel model =
          SavedModel.newBuilder().setSavedModelSchemaVersion(1).addMetaGraphs(meta).build();
      Files.write(joined.resolve(GRAPH_FILE), model.toByteArray());
      for (String folder : List.of("variables", "assets")) {
        if (Files.isDirectory(directory.resolve(folder))) {
          copy(directory.resolve(folder), joined.resolve(folder));
        }
      }
      return SavedModelBundle.loader(joined.toString())
          .withTags(SavedModelBundle.DEFAULT_TAG)
          .withConfigProto(config)
          .load();
    } finally {
      delete(joined);
    }
  }

  private static MetaGraphDef serving(SavedModel model) {
    return model.getMetaGraphsList().stream()
        .filter(meta -> meta.getMetaInfoDef().getTagsList().contains(SavedModelBundle.DEFAULT_TAG))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("it has no graph tagged 'serve'"));
  }

  /** Everything of a SavedModel that is run, but the restoring of its variables. */
  private static List<String> run(MetaGraphDef meta, List<String> outputs) {
    List<String> run = new ArrayList<>(outputs);
    TensorInfo none = TensorInfo.getDefaultInstance();
    SignatureDef init = meta.getSignatureDefMap().get("__saved_model_init_op");
    if (init != null) {
      run.add(init.getOutputsOrDefault("__saved_model_init_op", none).getName());
    }
    for (String key : List.of("saved_model_main_op", "legacy_init_op")) {
      CollectionDef collection = meta.getCollectionDefMap().get(key);
      if (collection != null) {
        run.addAll(collection.getNodeList().getValueList());
      }
    }
    return run;
  }

  private static String tensor(Map<String, TensorInfo> of, String key) {
    TensorInfo info = of.get(key);
    if (info == null) {
      throw new IllegalArgumentException(
          "its signature has no '" + key + "', only " + of.keySet().stream().sorted().toList());
    }
    return info.getName();
  }

  private static Loaded of(
      Graph graph, Session session, List<String> tensors, AutoCloseable holder) {
    List<Output<?>> outputs = new ArrayList<>();
    for (String tensor : tensors) {
      outputs.add(graph.outputOrThrow(tensor));
    }
    outputs.add(graph.outputOrThrow(PictureFront.SIZE + ":0"));
    Output<?> picture = graph.outputOrThrow(PictureFront.PICTURE + ":0");
    return new Loaded(session, picture, List.copyOf(outputs), holder);
  }

  /** The operation's part of a tensor's name. */
  private static String operation(String tensor) {
    int colon = tensor.lastIndexOf(':');
    return colon < 0 ? tensor : tensor.substring(0, colon);
  }

  private static void closeBoth(Session session, Graph graph) {
    session.close();
    graph.close();
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> all = Files.walk(from)) {
      for (Path each : (Iterable<Path>) all::iterator) {
        Path target = to.resolve(from.relativize(each).toString());
        if (Files.isDirectory(each)) {
          Files.createDirectories(target);
        } else {
          Files.createSymbolicLink(target, each.toAbsolutePath());
        }
      }
    }
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> all = Files.walk(directory)) {
      for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    }
  }
}
