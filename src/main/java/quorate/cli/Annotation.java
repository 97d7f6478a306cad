package quorate.cli;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Locale;
import javax.imageio.ImageIO;
import quorate.client.EncodedPicture;
import quorate.task.Answer;
import quorate.task.Box;
import quorate.task.Bytes;
import quorate.task.Detection;

/** Draws what was found into a copy of a picture. */
final class Annotation {
  /** Told apart by people who see fewer colours, too (Okabe and Ito). */
  private static final int[] COLOURS = {
    0xE69F00, 0x56B4E9, 0x009E73, 0xF0E442, 0x0072B2, 0xD55E00, 0xCC79A7
  };

  private Annotation() {}

  /** The copy, in the same format. */
  static Bytes draw(EncodedPicture picture, Answer.Detections detections) throws IOException {
    BufferedImage read = ImageIO.read(new ByteArrayInputStream(picture.bytes().toArray()));
    if (read == null) {
      throw new IOException("this Java cannot read the picture");
    }
    BufferedImage copy =
        new BufferedImage(read.getWidth(), read.getHeight(), BufferedImage.TYPE_INT_RGB);
    Graphics2D pen = copy.createGraphics();
    pen.drawImage(read, 0, 0, Color.WHITE, null);
    pen.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    pen.setFont(new Font(Font.SANS_SERIF, Font.BOLD, Math.max(11, copy.getHeight() / 40)));
    for (Detection detection : detections.found().reversed()) {
      draw(pen, detection, copy.getWidth(), copy.getHeight());
    }
    pen.dispose();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ImageIO.write(copy, picture.format().name().toLowerCase(Locale.ROOT), out);
    return Bytes.giving(out.toByteArray());
  }

  private static void draw(Graphics2D pen, Detection detection, int width, int height) {
    Box box = detection.box();
    int left = pixels(box.left(), width);
    int top = pixels(box.top(), height);
    int wide = pixels(box.right(), width) - left;
    int high = pixels(box.bottom(), height) - top;
    Color colour = new Color(COLOURS[detection.classId() % COLOURS.length]);
    pen.setColor(colour);
    pen.setStroke(new BasicStroke(Math.max(2f, height / 240f)));
    pen.drawRect(left, top, wide, high);
    String words = String.format(Locale.ROOT, "%s %.2f", detection.label(), detection.score());
    FontMetrics font = pen.getFontMetrics();
    int base = Math.max(top, font.getHeight());
    pen.fillRect(left, base - font.getHeight(), font.stringWidth(words) + 6, font.getHeight());
    pen.setColor(Color.BLACK);
    pen.drawString(words, left + 3, base - font.getDescent());
  }

  private static int pixels(int millionths, int side) {
    return (int) Math.round((double) millionths / Box.ONE * side);
  }
}
