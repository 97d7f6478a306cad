package quorate.task;

/**
 * Where an operator says that a node is, in whole degrees: coarse on purpose, declared and not
 * verified.
 */
public record Place(int latitude, int longitude) {
  public Place {
    Check.argument(-90 <= latitude && latitude <= 90, "-90 <= latitude <= 90");
    Check.argument(-180 <= longitude && longitude <= 180, "-180 <= longitude <= 180");
  }
}
