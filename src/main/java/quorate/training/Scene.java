package quorate.training;

import java.awt.image.BufferedImage;
import java.util.List;
import quorate.task.Box;

/**
 * A generated picture and what is in it.
 *
 * @param picture RGB, {@link Scenes#SIDE} pixels square
 */
public record Scene(BufferedImage picture, List<Item> items) {
  public Scene {
    items = List.copyOf(items);
  }

  /** One object: its class id (from 1) with its label, and the smallest box around it. */
  public record Item(int classId, String label, Box box) {}
}
