package quorate.training;

import java.awt.image.BufferedImage;
import java.awt.image.DataBufferInt;
import java.util.SplittableRandom;

/** What a camera adds to a scene: uneven light, blur, noise. */
final class Weather {
  private static final int SIDE = Scenes.SIDE;

  private Weather() {}

  static void over(BufferedImage picture, SplittableRandom chance) {
    int[] pixels = ((DataBufferInt) picture.getRaster().getDataBuffer()).getData();
    light(pixels, chance);
    if (chance.nextInt(5) < 2) {
      blur(pixels, (int) (256 * chance.nextDouble(0.05, 0.3)));
      if (chance.nextInt(3) == 0) {
        blur(pixels, (int) (256 * chance.nextDouble(0.1, 0.33)));
      }
    }
    noise(pixels, chance, (int) (256 * chance.nextDouble(0, 14)));
  }

  /** Brightness and contrast, and a slope of light across the picture. */
  private static void light(int[] pixels, SplittableRandom chance) {
    double gain = chance.nextDouble(0.65, 1.15);
    double lift = chance.nextDouble(-20, 35);
    double right = chance.nextDouble(-0.35, 0.35) / SIDE;
    double down = chance.nextDouble(-0.35, 0.35) / SIDE;
    for (int y = 0; y < SIDE; y++) {
      for (int x = 0; x < SIDE; x++) {
        double here = gain * (1 + right * (x - SIDE / 2.0) + down * (y - SIDE / 2.0));
        int scale = (int) (here * 256);
        int offset = (int) (lift * 256);
        int at = y * SIDE + x;
        int pixel = pixels[at];
        pixels[at] =
            rgb(
                scaled(red(pixel), scale, offset),
                scaled(green(pixel), scale, offset),
                scaled(blue(pixel), scale, offset));
      }
    }
  }

  /** Three taps along each axis, the outer ones weighing {@code side} 256ths each. */
  private static void blur(int[] pixels, int side) {
    int[] before = pixels.clone();
    taps(before, pixels, side, 1);
    System.arraycopy(pixels, 0, before, 0, pixels.length);
    taps(before, pixels, side, SIDE);
  }

  private static void taps(int[] from, int[] to, int side, int step) {
    int middle = 256 - 2 * side;
    for (int i = step; i < from.length - step; i++) {
      int a = from[i - step];
      int b = from[i];
      int c = from[i + step];
      to[i] =
          rgb(
              scaled(red(a) + red(c), side, red(b) * middle),
              scaled(green(a) + green(c), side, green(b) * middle),
              scaled(blue(a) + blue(c), side, blue(b) * middle));
    }
  }

  /** Nearly normal noise: the sum of four bytes, in 256ths of {@code deviation}. */
  private static void noise(int[] pixels, SplittableRandom chance, int deviation) {
    for (int i = 0; i < pixels.length; i++) {
      long bits = chance.nextLong();
      long more = chance.nextLong();
      int pixel = pixels[i];
      pixels[i] =
          rgb(
              red(pixel) + grain(bits, deviation),
              green(pixel) + grain(bits >>> 32, deviation),
              blue(pixel) + grain(more, deviation));
    }
  }

  /** Four bytes have a sum of deviation 148 around 510. */
  private static int grain(long bits, int deviation) {
    long sum = (bits & 255) + ((bits >> 8) & 255) + ((bits >> 16) & 255) + ((bits >> 24) & 255);
    return (int) (sum - 510) * deviation / (148 * 256);
  }

  /** {@code (value * scale + offset) / 256}. */
  private static int scaled(int value, int scale, int offset) {
    return (value * scale + offset) >> 8;
  }

  private static int red(int pixel) {
    return (pixel >> 16) & 255;
  }

  private static int green(int pixel) {
    return (pixel >> 8) & 255;
  }

  private static int blue(int pixel) {
    return pixel & 255;
  }

  private static int rgb(int red, int green, int blue) {
    return (Math.clamp(red, 0, 255) << 16)
        | (Math.clamp(green, 0, 255) << 8)
        | Math.clamp(blue, 0, 255);
  }
}
