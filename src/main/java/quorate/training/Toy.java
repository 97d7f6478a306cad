package quorate.training;

import java.awt.Shape;
import java.awt.geom.AffineTransform;
import java.awt.geom.Area;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.util.List;
import java.util.Locale;

/** The classes of objects in a toybox scene; the order gives the class ids, from 1. */
enum Toy {
  BALL {
    @Override
    Shape outline() {
      return circle(0, 0, 1);
    }
  },
  BLOCK {
    @Override
    Shape outline() {
      return new Rectangle2D.Double(-0.75, -0.75, 1.5, 1.5);
    }
  },
  PYRAMID {
    @Override
    Shape outline() {
      return polygon(3, 1, 1);
    }
  },
  STAR {
    @Override
    Shape outline() {
      return polygon(10, 1, 0.42);
    }
  },
  RING {
    @Override
    Shape outline() {
      Area ring = new Area(circle(0, 0, 1));
      ring.subtract(new Area(circle(0, 0, 0.55)));
      return ring;
    }
  },
  CROSS {
    @Override
    Shape outline() {
      Area cross = new Area(new Rectangle2D.Double(-0.95, -0.3, 1.9, 0.6));
      cross.add(new Area(new Rectangle2D.Double(-0.3, -0.95, 0.6, 1.9)));
      return cross;
    }
  },
  HEART {
    @Override
    Shape outline() {
      Path2D heart = new Path2D.Double();
      heart.moveTo(0, 0.95);
      heart.curveTo(-1.7, -0.15, -0.75, -1.35, 0, -0.45);
      heart.curveTo(0.75, -1.35, 1.7, -0.15, 0, 0.95);
      heart.closePath();
      return heart;
    }
  },
  MOON {
    @Override
    Shape outline() {
      Area moon = new Area(circle(0, 0, 1));
      moon.subtract(new Area(circle(0.55, 0, 0.8)));
      return moon;
    }
  };

  static final List<Toy> ALL = List.of(values());

  /** The shape in its own coordinates, within about one unit of the origin. */
  abstract Shape outline();

  int classId() {
    return ALL.indexOf(this) + 1;
  }

  String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The outline, scaled, turned and put into a picture. */
  Shape placed(AffineTransform where) {
    return where.createTransformedShape(outline());
  }

  private static Shape circle(double x, double y, double radius) {
    return new Ellipse2D.Double(x - radius, y - radius, 2 * radius, 2 * radius);
  }

  /** Corners on two circles in turn: a star, or a regular polygon when both are one. */
  private static Shape polygon(int corners, double even, double odd) {
    Path2D path = new Path2D.Double();
    for (int i = 0; i < corners; i++) {
      double angle = 2 * Math.PI * i / corners - Math.PI / 2;
      double radius = i % 2 == 0 ? even : odd;
      double x = radius * Math.cos(angle);
      double y = radius * Math.sin(angle);
      if (i == 0) {
        path.moveTo(x, y);
      } else {
        path.lineTo(x, y);
      }
    }
    path.closePath();
    return path;
  }
}
