package quorate.node.cluster;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import quorate.task.Bytes;
import quorate.task.SessionId;
import quorate.task.Task;

/**
 * What keeping a task costs: pictures of 40 kB accepted one after another and 32 at once, alone and
 * among three members of one process, and a task's whole way (accepted, decided, delivered,
 * acknowledged) with the processor time of all members. Run its main with the folder of the
 * journals as argument; timings are only worth something on a machine that does nothing else.
 */
public final class BookBench {
  private static final int PICTURE_BYTES = 40_000;
  private static final int TASKS = 2_000;
  private static int number;

  private BookBench() {}

  public static void main(String[] arguments) throws Exception {
    Path folder = Files.createTempDirectory(Path.of(arguments[0]), "book");
    for (int members :
        arguments.length > 1 ? new int[] {Integer.parseInt(arguments[1])} : new int[] {1, 3}) {
      String network = "bench-" + UUID.randomUUID();
      List<TestNode> nodes = new ArrayList<>();
      for (int i = 0; i < members; i++) {
        nodes.add(
            TestNode.start(
                network,
                members * 10 + i,
                folder,
                nodes.stream().limit(1).toArray(TestNode[]::new)));
      }
      TestNode gateway = nodes.getFirst();
      SessionId session = new SessionId(1, members);
      TestNode.get(gateway.book.open(session, TestNode.NOBODY));
      gateway.book.deliverTo(
          each -> gateway.book.acknowledge(session, each.epoch(), each.offset()));
      for (String round : new String[] {"warm-up", "measured"}) {
        accept(members + " " + round, gateway, session, 300, 1);
        accept(members + " " + round, gateway, session, TASKS, 32);
        whole(members + " " + round, gateway, session, TASKS, 32);
      }
      nodes.forEach(TestNode::kill);
    }
    System.exit(0);
  }

  private static void accept(String what, TestNode node, SessionId session, int tasks, int atOnce)
      throws Exception {
    long[] nanos = new long[tasks];
    Semaphore slots = new Semaphore(atOnce);
    Bytes picture = TestNode.picture(1, PICTURE_BYTES);
    List<Task> all = new ArrayList<>();
    long start = System.nanoTime();
    for (int i = 0; i < tasks; i++) {
      slots.acquire();
      int at = i;
      Task task = node.task(++number, session, picture);
      all.add(task);
      long begin = System.nanoTime();
      node.book
          .accept(task, picture)
          .onComplete(done -> {
            nanos[at] = System.nanoTime() - begin;
            slots.release();
          });
    }
    slots.acquire(atOnce);
    print(what + " accept x" + atOnce, nanos, System.nanoTime() - start);
    for (Task task : all) {
      node.book.decide(node.verdict(task, 1), node.proof(task, 1));
    }
    drain(node);
  }

  private static void whole(String what, TestNode node, SessionId session, int tasks, int atOnce)
      throws Exception {
    long[] nanos = new long[tasks];
    Semaphore slots = new Semaphore(atOnce);
    Bytes picture = TestNode.picture(1, PICTURE_BYTES);
    long cpu = cpu();
    long start = System.nanoTime();
    for (int i = 0; i < tasks; i++) {
      slots.acquire();
      int at = i;
      Task task = node.task(++number, session, picture);
      long begin = System.nanoTime();
      node.book
          .accept(task, picture)
          .compose(taken -> node.book.decide(node.verdict(task, 1), node.proof(task, 1)))
          .onComplete(done -> {
            nanos[at] = System.nanoTime() - begin;
            slots.release();
          });
    }
    slots.acquire(atOnce);
    long wall = System.nanoTime() - start;
    drain(node);
    print(what + " whole x" + atOnce, nanos, wall);
    System.out.printf("   cpu per task %.3f ms%n", (cpu() - cpu) / 1e6 / tasks);
  }

  private static void drain(TestNode node) {
    TestNode.until("journal empty", () -> node.journal.size() == 0);
    node.delivered.clear();
  }

  private static long cpu() {
    return ((com.sun.management.OperatingSystemMXBean)
            java.lang.management.ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }

  private static void print(String what, long[] nanos, long wall) {
    Arrays.sort(nanos);
    System.out.printf(
        "%s members: %d in %.0f ms = %.0f/s; p50 %.2f ms p99 %.2f ms max %.2f ms%n",
        what,
        nanos.length,
        wall / 1e6,
        nanos.length / (wall / 1e9),
        nanos[nanos.length / 2] / 1e6,
        nanos[nanos.length * 99 / 100] / 1e6,
        nanos[nanos.length - 1] / 1e6);
  }
}
