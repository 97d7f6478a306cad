package quorate.training;

import java.awt.AlphaComposite;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Composite;
import java.awt.GradientPaint;
import java.awt.Graphics2D;
import java.awt.Paint;
import java.awt.RadialGradientPaint;
import java.awt.Shape;
import java.awt.geom.AffineTransform;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Line2D;
import java.awt.geom.Point2D;
import java.awt.geom.Rectangle2D;
import java.util.SplittableRandom;

/** How the ground and the toys look: colours, textures, shadows. */
final class Surface {
  private static final int CONTRAST_MIN = 70;

  private Surface() {}

  /** Any colour. */
  static Color color(SplittableRandom chance, int alpha) {
    float hue = (float) chance.nextDouble();
    float saturation = (float) chance.nextDouble();
    float brightness = (float) Math.sqrt(chance.nextDouble(0.01, 1));
    int rgb = Color.HSBtoRGB(hue, saturation, brightness) & 0xffffff;
    return new Color(rgb | alpha << 24, true);
  }

  /** Fills the picture; returns the middle colour. */
  static Color ground(Graphics2D pen, SplittableRandom chance) {
    int side = Scenes.SIDE;
    Color one = color(chance, 255);
    Color two = blend(one, color(chance, 255), chance.nextDouble(0.1, 0.5));
    double angle = chance.nextDouble(2 * Math.PI);
    float dx = (float) (side / 2.0 * Math.cos(angle));
    float dy = (float) (side / 2.0 * Math.sin(angle));
    float mid = side / 2f;
    pen.setPaint(new GradientPaint(mid - dx, mid - dy, one, mid + dx, mid + dy, two));
    pen.fillRect(0, 0, side, side);
    for (int blots = chance.nextInt(6); blots > 0; blots--) {
      blot(pen, chance);
    }
    if (chance.nextInt(4) == 0) {
      stripes(pen, chance, new Rectangle2D.Double(0, 0, side, side), 22);
    }
    return blend(one, two, 0.5);
  }

  /** A toy's shadow, fill, texture, shine and edge. */
  static void paint(
      Graphics2D pen, SplittableRandom chance, Shape shape, Color ground, double radius) {
    if (chance.nextInt(2) == 0) {
      shadow(pen, chance, shape, radius);
    }
    Color color = contrasting(chance, ground);
    pen.setColor(color);
    pen.fill(shape);
    Shape clip = pen.getClip();
    pen.clip(shape);
    texture(pen, chance, shape, radius);
    pen.setClip(clip);
    if (chance.nextInt(3) == 0) {
      pen.setColor(blend(color, chance.nextInt(2) == 0 ? Color.BLACK : Color.WHITE, 0.6));
      pen.setStroke(new BasicStroke((float) chance.nextDouble(0.8, 2)));
      pen.draw(shape);
    }
  }

  private static void texture(Graphics2D pen, SplittableRandom chance, Shape shape, double radius) {
    Rectangle2D bounds = shape.getBounds2D();
    switch (chance.nextInt(5)) {
      case 0 -> stripes(pen, chance, bounds, radius * 0.5);
      case 1 -> dots(pen, chance, bounds, radius);
      case 2 -> shine(pen, chance, bounds, radius);
      case 3 -> checks(pen, chance, bounds, radius);
      default -> {} // plain
    }
  }

  private static void stripes(
      Graphics2D pen, SplittableRandom chance, Rectangle2D bounds, double periodMax) {
    double period = chance.nextDouble(5, 6 + periodMax);
    pen.setColor(color(chance, 70 + chance.nextInt(120)));
    pen.setStroke(
        new BasicStroke(
            (float) (period * chance.nextDouble(0.25, 0.6)),
            BasicStroke.CAP_BUTT,
            BasicStroke.JOIN_MITER));
    AffineTransform before = pen.getTransform();
    pen.rotate(chance.nextDouble(Math.PI), bounds.getCenterX(), bounds.getCenterY());
    double reach = Math.hypot(bounds.getWidth(), bounds.getHeight()) / 2;
    for (double at = -reach; at < reach; at += period) {
      double y = bounds.getCenterY() + at;
      pen.draw(new Line2D.Double(bounds.getCenterX() - reach, y, bounds.getCenterX() + reach, y));
    }
    pen.setTransform(before);
  }

  private static void dots(
      Graphics2D pen, SplittableRandom chance, Rectangle2D bounds, double radius) {
    double step = chance.nextDouble(5, 6 + radius * 0.4);
    double size = step * chance.nextDouble(0.3, 0.6);
    pen.setColor(color(chance, 90 + chance.nextInt(120)));
    for (double y = bounds.getMinY(); y < bounds.getMaxY(); y += step) {
      for (double x = bounds.getMinX(); x < bounds.getMaxX(); x += step) {
        pen.fill(new Ellipse2D.Double(x, y, size, size));
      }
    }
  }

  private static void checks(
      Graphics2D pen, SplittableRandom chance, Rectangle2D bounds, double radius) {
    double step = chance.nextDouble(4, 5 + radius * 0.35);
    pen.setColor(color(chance, 60 + chance.nextInt(120)));
    int row = 0;
    for (double y = bounds.getMinY(); y < bounds.getMaxY(); y += step, row++) {
      for (double x = bounds.getMinX() + row % 2 * step; x < bounds.getMaxX(); x += 2 * step) {
        pen.fill(new Rectangle2D.Double(x, y, step, step));
      }
    }
  }

  private static void shine(
      Graphics2D pen, SplittableRandom chance, Rectangle2D bounds, double radius) {
    Point2D centre =
        new Point2D.Double(
            bounds.getCenterX() + chance.nextDouble(-0.5, 0.5) * radius,
            bounds.getCenterY() + chance.nextDouble(-0.5, 0.5) * radius);
    pen.setPaint(faded(centre, radius * 1.4, Color.WHITE, 150, Color.BLACK, 110));
    pen.fill(bounds);
  }

  /** A soft patch of another colour: too blurred to be a ball. */
  private static void blot(Graphics2D pen, SplittableRandom chance) {
    double radius = chance.nextDouble(15, 70);
    Point2D centre =
        new Point2D.Double(chance.nextDouble(Scenes.SIDE), chance.nextDouble(Scenes.SIDE));
    Color color = color(chance, 255);
    pen.setPaint(faded(centre, radius, color, 40 + chance.nextInt(140), color, 0));
    pen.fill(
        new Ellipse2D.Double(
            centre.getX() - radius, centre.getY() - radius, 2 * radius, 2 * radius));
  }

  private static void shadow(Graphics2D pen, SplittableRandom chance, Shape shape, double radius) {
    Composite before = pen.getComposite();
    pen.setComposite(
        AlphaComposite.getInstance(AlphaComposite.SRC_OVER, (float) chance.nextDouble(0.12, 0.4)));
    pen.setColor(Color.BLACK);
    double away = radius * 0.12;
    AffineTransform shift =
        AffineTransform.getTranslateInstance(
            chance.nextDouble(-away, away), chance.nextDouble(0, away));
    pen.fill(shift.createTransformedShape(shape));
    pen.setComposite(before);
  }

  private static Paint faded(
      Point2D centre, double radius, Color inner, int innerAlpha, Color outer, int outerAlpha) {
    return new RadialGradientPaint(
        centre,
        (float) radius,
        new float[] {0, 1},
        new Color[] {alpha(inner, innerAlpha), alpha(outer, outerAlpha)});
  }

  /** A colour that can be told from the ground. */
  private static Color contrasting(SplittableRandom chance, Color ground) {
    Color color = color(chance, 255);
    while (distance(color, ground) < CONTRAST_MIN) {
      color = color(chance, 255);
    }
    return color;
  }

  private static double distance(Color a, Color b) {
    int red = a.getRed() - b.getRed();
    int green = a.getGreen() - b.getGreen();
    int blue = a.getBlue() - b.getBlue();
    return Math.sqrt(red * red + green * green + blue * blue);
  }

  private static Color blend(Color a, Color b, double part) {
    return new Color(
        (int) (a.getRed() + part * (b.getRed() - a.getRed())),
        (int) (a.getGreen() + part * (b.getGreen() - a.getGreen())),
        (int) (a.getBlue() + part * (b.getBlue() - a.getBlue())));
  }

  private static Color alpha(Color color, int alpha) {
    return new Color(color.getRed(), color.getGreen(), color.getBlue(), alpha);
  }
}
