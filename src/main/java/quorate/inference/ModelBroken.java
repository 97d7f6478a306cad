package quorate.inference;

/** Why a model cannot be kept or loaded, in a sentence for its user. */
public final class ModelBroken extends Exception {
  private static final long serialVersionUID = 1;

  public ModelBroken(String why) {
    super(why);
  }

  public ModelBroken(String why, Throwable cause) {
    super(why, cause);
  }

  public String why() {
    return String.valueOf(getMessage());
  }
}
