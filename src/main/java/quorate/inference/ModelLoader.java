package quorate.inference;

/** Makes a kept model ready to answer; slow. */
@FunctionalInterface
public interface ModelLoader {
  /**
   * Loads it.
   *
   * @throws ModelBroken when it cannot be loaded, with the reason of whoever refused it
   */
  Model load(StoredModel stored) throws ModelBroken;
}
