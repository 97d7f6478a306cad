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
import org.tensorflow.proto.SaverDef;
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
  private static final String VARIABLES = "variables/";
  private static final String INIT = "__saved_model_init_op";
  private static final List<String> INIT_COLLECTIONS =
      List.of("saved_model_main_op", "legacy_init_op");

  static Loaded from(Path directory, Manifest manifest, ConfigProto config) throws IOException {
    return switch (manifest.format()) {
      case SAVED_MODEL -> savedModel(directory, manifest, config);
      case FROZEN_GRAPH -> frozenGraph(directory, manifest, config);
    };
  }

  private static Loaded frozenGraph(Path directory, Manifest manifest, ConfigProto config)
      throws IOException {
    Manifest.Tensors names = manifest.tensors();
    Path file = directory.resolve(manifest.files().getFirst().path());
    GraphDef def = GraphDef.parseFrom(Files.readAllBytes(file));
    List<String> outputs = List.of(names.boxes(), names.scores(), names.classes(), names.count());
    GraphDef part = Harmless.part(def, all(outputs, names.input()), List.of());
    Graph graph = new Graph();
    Session session;
    try {
      graph.importGraphDef(PictureFront.before(part, operation(names.input())));
      session = new Session(graph, config);
    } catch (RuntimeException e) {
      graph.close();
      throw e;
    }
    try {
      return of(graph, session, outputs, () -> closeBoth(session, graph));
    } catch (RuntimeException e) {
      closeBoth(session, graph);
      throw e;
    }
  }

  private static Loaded savedModel(Path directory, Manifest manifest, ConfigProto config)
      throws IOException {
    Manifest.Tensors keys = manifest.tensors();
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
    List<String> run = all(outputs, input);
    run.addAll(initial(meta));
    SaverDef saver = meta.getSaverDef();
    List<String> restored = List.of(saver.getRestoreOpName(), saver.getFilenameTensorName());
    GraphDef part = Harmless.part(meta.getGraphDef(), run, restored);
    GraphDef joined = PictureFront.before(part, operation(input));
    SavedModelBundle bundle = bundle(directory, manifest.files(), only(meta, joined), config);
    try {
      return of(bundle.graph(), bundle.session(), outputs, bundle);
    } catch (RuntimeException e) {
      bundle.close();
      throw e;
    }
  }

  /**
   * TensorFlow reads a SavedModel from a directory only: one with links to the variables that the
   * manifest names, and so the model's id. What else lies beside them is not the model's.
   */
  private static SavedModelBundle bundle(
      Path directory, List<Manifest.Entry> files, MetaGraphDef meta, ConfigProto config)
      throws IOException {
    Path joined = Files.createTempDirectory("quorate-model");
    try {
      SavedModel model =
          SavedModel.newBuilder().setSavedModelSchemaVersion(1).addMetaGraphs(meta).build();
      Files.write(joined.resolve(GRAPH_FILE), model.toByteArray());
      for (Manifest.Entry entry : files) {
        if (entry.path().startsWith(VARIABLES)) {
          Path link = joined.resolve(entry.path());
          Files.createDirectories(link.getParent());
          Files.createSymbolicLink(link, directory.resolve(entry.path()).toAbsolutePath());
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

  /** Of all that is told beside the graph only what is run when it is loaded. */
  private static MetaGraphDef only(MetaGraphDef meta, GraphDef graph) {
    MetaGraphDef.Builder only =
        MetaGraphDef.newBuilder()
            .setMetaInfoDef(meta.getMetaInfoDef())
            .setGraphDef(graph)
            .setSaverDef(meta.getSaverDef());
    SignatureDef init = meta.getSignatureDefMap().get(INIT);
    if (init != null) {
      only.putSignatureDef(INIT, init);
    }
    for (String key : INIT_COLLECTIONS) {
      CollectionDef collection = meta.getCollectionDefMap().get(key);
      if (collection != null) {
        only.putCollectionDef(key, collection);
      }
    }
    return only.build();
  }

  private static MetaGraphDef serving(SavedModel model) {
    return model.getMetaGraphsList().stream()
        .filter(meta -> meta.getMetaInfoDef().getTagsList().contains(SavedModelBundle.DEFAULT_TAG))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("it has no graph tagged 'serve'"));
  }

  /** What a SavedModel runs when its variables are there. */
  private static List<String> initial(MetaGraphDef meta) {
    List<String> run = new ArrayList<>();
    SignatureDef init = meta.getSignatureDefMap().get(INIT);
    if (init != null) {
      init.getOutputsMap().values().forEach(output -> run.add(output.getName()));
    }
    for (String key : INIT_COLLECTIONS) {
      CollectionDef collection = meta.getCollectionDefMap().get(key);
      if (collection != null) {
        run.addAll(collection.getNodeList().getValueList());
      }
    }
    return run;
  }

  private static List<String> all(List<String> outputs, String input) {
    List<String> all = new ArrayList<>(outputs);
    all.add(input);
    return all;
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

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> all = Files.walk(directory)) {
      for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    }
  }
}
