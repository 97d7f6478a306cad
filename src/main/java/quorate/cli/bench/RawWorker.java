package quorate.cli.bench;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import quorate.cli.material.PictureSource;
import quorate.inference.Unanswered;
import quorate.inference.tensorflow.Detector;
import quorate.task.Bytes;

/**
 * The raw limit, in a process of its own: threads that decode and run, and nothing else. It is told
 * on stdin {@code block THREADS MILLIS} or {@code single MILLIS} and answers each with a line of
 * JSON.
 */
public final class RawWorker {
  /** What is done while the threads start is not counted. */
  private static final long RAMP_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

  private final Detector detector;
  private final PictureSource pictures;

  public RawWorker(Detector detector, PictureSource pictures) {
    this.detector = detector;
    this.pictures = pictures;
  }

  /** Works until stdin ends. */
  public void serve(BufferedReader in, PrintWriter out) throws IOException, InterruptedException {
    out.println(new JsonObject().put("ready", true).encode());
    out.flush();
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      String[] words = line.split(" ", -1);
      JsonObject answer =
          words[0].equals("block")
              ? block(Integer.parseInt(words[1]), Long.parseLong(words[2]))
              : single(Long.parseLong(words[1]));
      out.println(answer.encode());
      out.flush();
    }
  }

  private JsonObject block(int threads, long millis) throws InterruptedException {
    long start = System.nanoTime() + RAMP_NANOS;
    long end = start + TimeUnit.MILLISECONDS.toNanos(millis);
    List<Future<Long>> counts = new ArrayList<>();
    try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
      for (int i = 0; i < threads; i++) {
        long first = i;
        counts.add(pool.submit(() -> loop(first, threads, start, end)));
      }
    }
    long pictures = 0;
    for (Future<Long> count : counts) {
      pictures += of(count);
    }
    return new JsonObject().put("pictures", pictures).put("nanos", System.nanoTime() - start);
  }

  private long loop(long first, int step, long start, long end) throws Unanswered {
    long done = 0;
    for (long i = first; System.nanoTime() < end; i += step) {
      detector.runOnly(picture(i));
      if (System.nanoTime() >= start) {
        done++;
      }
    }
    return done;
  }

  private JsonObject single(long millis) {
    JsonArray samples = new JsonArray();
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    try {
      for (long i = 0; System.nanoTime() < end; i++) {
        long before = System.nanoTime();
        detector.runOnly(picture(i));
        long micros = (System.nanoTime() - before) / 1000;
        samples.add(new JsonObject().put("picture", pictures.at(i).name()).put("micros", micros));
      }
    } catch (Unanswered e) {
      throw new IllegalStateException(e.detail(), e);
    }
    return new JsonObject().put("samples", samples);
  }

  private Bytes picture(long index) {
    return pictures.at(index).picture().bytes();
  }

  private static long of(Future<Long> count) throws InterruptedException {
    try {
      return count.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("a raw run failed", e);
    }
  }
}
