package quorate.training;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.Shape;
import java.awt.geom.AffineTransform;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import quorate.task.Box;

/**
 * Draws toybox scenes: up to seven toys of eight classes on a cluttered ground, each with its own
 * size, colour, texture, rotation and shear, overlapping a little, under uneven light, then blurred
 * and made noisy. A scene is a function of a seed and an index.
 */
public final class Scenes {
  /** Pixels along each side of a scene. */
  public static final int SIDE = 192;

  /** The labels of the classes; the class id of the first is 1. */
  public static final List<String> LABELS = Toy.ALL.stream().map(Toy::label).toList();

  /** How a scene is compressed where a model is measured. */
  public static final float JPEG_QUALITY = 0.85f;

  /** The seed of the scenes that measure a model; training refuses it. */
  public static final long HELD_OUT_SEED = 987_654_321;

  private static final int TOYS_MAX = 7;
  private static final double RADIUS_MIN = 13;
  private static final double RADIUS_MAX = 40;

  /** How deep one toy may reach over another, as a part of the smaller one's radius. */
  private static final double OVERLAP_MAX = 0.6;

  private static final int TRIES = 30;

  private final long seed;

  public Scenes(long seed) {
    this.seed = seed;
  }

  /** The scene with this index: always the same one. */
  public Scene draw(int index) {
    SplittableRandom chance = new SplittableRandom(mix(seed * 0x9E3779B97F4A7C15L + index));
    BufferedImage picture = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
    Graphics2D pen = picture.createGraphics();
    pen.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    pen.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
    Color ground = Surface.ground(pen, chance);
    clutter(pen, chance, chance.nextInt(14));
    List<Scene.Item> items = toys(pen, chance, ground);
    clutter(pen, chance, chance.nextInt(4));
    pen.dispose();
    Weather.over(picture, chance);
    return new Scene(picture, items);
  }

  private static List<Scene.Item> toys(Graphics2D pen, SplittableRandom chance, Color ground) {
    List<Scene.Item> items = new ArrayList<>();
    List<Spot> taken = new ArrayList<>();
    int wanted = 1 + chance.nextInt(TOYS_MAX);
    for (int tries = 0; tries < TRIES && items.size() < wanted; tries++) {
      Spot spot = Spot.draw(chance);
      if (taken.stream().allMatch(spot::leavesVisible)) {
        taken.add(spot);
        items.add(toy(pen, chance, ground, spot));
      }
    }
    return items;
  }

  private static Scene.Item toy(Graphics2D pen, SplittableRandom chance, Color ground, Spot spot) {
    Toy toy = Toy.ALL.get(chance.nextInt(Toy.ALL.size()));
    AffineTransform where = AffineTransform.getTranslateInstance(spot.x, spot.y);
    where.rotate(chance.nextDouble(2 * Math.PI));
    where.shear(chance.nextDouble(-0.15, 0.15), 0);
    where.scale(spot.radius, spot.radius * chance.nextDouble(0.82, 1.0));
    Shape shape = toy.placed(where);
    Surface.paint(pen, chance, shape, ground, spot.radius);
    return new Scene.Item(toy.classId(), toy.label(), box(shape.getBounds2D()));
  }

  private static Box box(Rectangle2D bounds) {
    return Box.ofFractions(
        bounds.getMinY() / SIDE,
        bounds.getMinX() / SIDE,
        bounds.getMaxY() / SIDE,
        bounds.getMaxX() / SIDE);
  }

  /** Thin lines, curves and specks that are no toys. */
  private static void clutter(Graphics2D pen, SplittableRandom chance, int strokes) {
    for (int i = 0; i < strokes; i++) {
      pen.setColor(Surface.color(chance, 90 + chance.nextInt(166)));
      double x = chance.nextDouble(SIDE);
      double y = chance.nextDouble(SIDE);
      if (chance.nextInt(3) == 0) {
        double size = chance.nextDouble(2, 7);
        pen.fill(new Rectangle2D.Double(x, y, size, chance.nextDouble(2, 7)));
      } else {
        pen.setStroke(new BasicStroke((float) chance.nextDouble(0.6, 2.6)));
        Path2D path = new Path2D.Double();
        path.moveTo(x, y);
        path.curveTo(
            near(chance, x),
            near(chance, y),
            near(chance, x),
            near(chance, y),
            near(chance, x),
            near(chance, y));
        pen.draw(path);
      }
    }
  }

  private static double near(SplittableRandom chance, double value) {
    return value + chance.nextDouble(-70, 70);
  }

  /** The finalizer of SplitMix64 (Steele, Lea and Flood, 2014): nearby indices, unlike scenes. */
  private static long mix(long z) {
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }

  /** Where a toy may lie, and how large it is. */
  private record Spot(double x, double y, double radius) {
    static Spot draw(SplittableRandom chance) {
      double radius = RADIUS_MIN * Math.pow(RADIUS_MAX / RADIUS_MIN, chance.nextDouble());
      double margin = radius * 0.85;
      return new Spot(
          chance.nextDouble(margin, SIDE - margin),
          chance.nextDouble(margin, SIDE - margin),
          radius);
    }

    boolean leavesVisible(Spot other) {
      double depth = radius + other.radius - Math.hypot(x - other.x, y - other.y);
      return depth <= OVERLAP_MAX * Math.min(radius, other.radius);
    }
  }
}
