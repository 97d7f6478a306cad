package quorate.inference;

import java.nio.file.Path;
import quorate.task.ModelId;

/** A model in the {@link ModelStore}: what it is, and where its files lie. */
public record StoredModel(ModelId id, Manifest manifest, Path directory) {}
