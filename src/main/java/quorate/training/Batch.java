package quorate.training;

import java.awt.image.BufferedImage;
import java.awt.image.DataBufferInt;
import java.util.stream.IntStream;
import quorate.task.Box;

/** Scenes as the arrays that the trainer feeds: pictures, and what is expected in each cell. */
final class Batch {
  private static final int SIDE = Scenes.SIDE;
  private static final int CELLS = Network.CELLS;
  private static final int CLASSES = Network.CLASSES;

  final int size;
  final byte[] pictures;
  final float[] heat;
  final float[] edges;
  final float[] inside;

  private Batch(int size) {
    this.size = size;
    this.pictures = new byte[size * SIDE * SIDE * 3];
    this.heat = new float[size * CELLS * CELLS * CLASSES];
    this.edges = new float[size * CELLS * CELLS * Network.EDGES];
    this.inside = new float[size * CELLS * CELLS];
  }

  /** The scenes from {@code first} on, every second one a mirror image of the one before. */
  static Batch of(Scenes scenes, int first, int size) {
    Batch batch = new Batch(size);
    IntStream.range(0, size / 2)
        .forEach(i -> {
          Scene scene = scenes.draw(first + i);
          batch.put(2 * i, scene, false);
          batch.put(2 * i + 1, scene, true);
        });
    return batch;
  }

  private void put(int slot, Scene scene, boolean mirrored) {
    pixels(scene.picture(), slot * SIDE * SIDE * 3, mirrored);
    for (Scene.Item item : scene.items()) {
      expect(slot, item.classId() - 1, mirrored ? mirror(item.box()) : item.box());
    }
  }

  private void pixels(BufferedImage picture, int start, boolean mirrored) {
    int[] rgb = ((DataBufferInt) picture.getRaster().getDataBuffer()).getData();
    int at = start;
    for (int y = 0; y < SIDE; y++) {
      for (int x = 0; x < SIDE; x++) {
        int pixel = rgb[y * SIDE + (mirrored ? SIDE - 1 - x : x)];
        pictures[at++] = (byte) (pixel >> 16);
        pictures[at++] = (byte) (pixel >> 8);
        pictures[at++] = (byte) pixel;
      }
    }
  }

  private static Box mirror(Box box) {
    return new Box(box.top(), Box.ONE - box.right(), box.bottom(), Box.ONE - box.left());
  }

  /** A hill of heat around the centre's cell, and the edges as seen from the cells next to it. */
  private void expect(int slot, int type, Box box) {
    float scale = (float) CELLS / Box.ONE;
    float left = box.left() * scale;
    float top = box.top() * scale;
    float right = box.right() * scale;
    float bottom = box.bottom() * scale;
    int column = cell((left + right) / 2);
    int row = cell((top + bottom) / 2);
    float wide = 0.3f + 0.09f * (right - left);
    float high = 0.3f + 0.09f * (bottom - top);
    for (int y = Math.max(0, row - 3); y <= Math.min(CELLS - 1, row + 3); y++) {
      for (int x = Math.max(0, column - 3); x <= Math.min(CELLS - 1, column + 3); x++) {
        int cell = (slot * CELLS + y) * CELLS + x;
        float dx = (x - column) / wide;
        float dy = (y - row) / high;
        float heatHere = (float) Math.exp(-(dx * dx + dy * dy) / 2);
        heat[cell * CLASSES + type] = Math.max(heat[cell * CLASSES + type], heatHere);
        float middleX = x + 0.5f;
        float middleY = y + 0.5f;
        boolean within = left < middleX && middleX < right && top < middleY && middleY < bottom;
        if (Math.abs(x - column) <= 1 && Math.abs(y - row) <= 1 && within) {
          edge(cell, heatHere, middleX - left, middleY - top, right - middleX, bottom - middleY);
        }
      }
    }
  }

  /** Where two toys want a cell, the one with more heat there has it. */
  private void edge(int cell, float heatHere, float... distances) {
    if (heatHere > inside[cell]) {
      inside[cell] = heatHere;
      System.arraycopy(distances, 0, edges, cell * Network.EDGES, Network.EDGES);
    }
  }

  private static int cell(float at) {
    return Math.clamp((int) at, 0, CELLS - 1);
  }
}
