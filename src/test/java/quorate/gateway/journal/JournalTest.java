package quorate.gateway.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.RocksDBException;
import quorate.gateway.SessionRecord;
import quorate.gateway.TaskRecord;
import quorate.task.Bytes;
import quorate.task.Digest;
import quorate.task.Kind;
import quorate.task.PaymentOrder;
import quorate.task.Picture;
import quorate.task.Task;
import quorate.task.TaskId;
import quorate.wire.Samples;

/** Promises outlive processes, cut logs and full disks. */
class JournalTest {
  private static final int SECONDS = 60;

  @TempDir Path folder;

  private Journal open() throws JournalRefused {
    return Journal.open(JournalConfig.of(folder, Samples.ALICE.id(), "test"));
  }

  @Test
  void everythingComesBackWhenItIsOpenedAgain() throws Exception {
    SessionRecord session =
        SessionRecord.opened(Samples.SESSION, Digest.of(new byte[0]), Samples.ALICE.id(), 5);
    try (Journal journal = open()) {
      for (int i = 0; i < 4; i++) {
        append(journal, i).get(SECONDS, TimeUnit.SECONDS);
      }
      journal.keep(session);
      journal.decided(decided(1), Optional.of(Bytes.ofHex("aa")));
      journal.forget(List.of(task(2).id()));
      journal.decided(decided(9), Optional.empty()); // not in it
    }
    try (Journal journal = open()) {
      assertThat(journal.size()).isEqualTo(3);
      assertThat(journal.sessions()).containsExactly(session);
      assertThat(journal.holdsDecided(task(1).id())).isTrue();
      assertThat(journal.entries())
          .containsExactlyInAnyOrder(
              new Journaled(TaskRecord.accepted(task(0), 0, 0), Optional.empty()),
              new Journaled(decided(1), Optional.of(Bytes.ofHex("aa"))),
              new Journaled(TaskRecord.accepted(task(3), 0, 0), Optional.empty()));
      assertThat(journal.picture(task(0).id())).contains(picture(0));
      assertThat(journal.picture(task(1).id())).isEmpty();
    }
  }

  @Test
  void aPaidTaskIsForgottenWhenItWasToldAndPaidInAnyOrder() throws Exception {
    Set<TaskId> all = IntStream.range(0, 4).mapToObj(i -> task(i).id()).collect(Collectors.toSet());
    try (Journal journal = open()) {
      for (int i = 0; i < 4; i++) {
        append(journal, i).get(SECONDS, TimeUnit.SECONDS);
      }
      long now = System.currentTimeMillis();
      journal.decided(owing(0, now), Optional.empty());
      journal.decided(owing(1, now), Optional.empty());
      journal.decided(owing(2, now - 10 * Journal.OWED_MILLIS), Optional.empty());
      journal.decided(decided(3), Optional.empty());
      journal.paid(List.of(task(0).id()));
      assertThat(journal.tasks(9)).containsExactlyInAnyOrderElementsOf(all);
      journal.told(all);
      assertThat(journal.tasks(9)).as("the others owe nothing").containsExactly(task(1).id());
    }
    try (Journal journal = open()) {
      assertThat(journal.tasks(9)).containsExactly(task(1).id());
      journal.told(all);
      assertThat(journal.tasks(9)).containsExactly(task(1).id());
      journal.paid(List.of(task(1).id()));
      assertThat(journal.size()).isZero();
    }
  }

  @Test
  void nothingIsWrittenTwiceWhenATaskComesAgain() throws Exception {
    try (Journal journal = open()) {
      append(journal, 1).get(SECONDS, TimeUnit.SECONDS);
      append(journal, 1).get(SECONDS, TimeUnit.SECONDS);
      assertThat(journal.size()).isEqualTo(1);
      assertThat(journal.holdsOther(task(1))).isFalse();
      assertThat(journal.holdsOther(withPicture(task(1), picture(2)))).isTrue();
    }
  }

  @Test
  void anotherNodesJournalIsRefusedInClearWords() throws Exception {
    open().close();
    assertThatThrownBy(
            () -> Journal.open(JournalConfig.of(folder, Samples.BOB.id(), "test")).close())
        .isInstanceOf(JournalRefused.class)
        .hasMessageContaining(Samples.ALICE.id().hex())
        .hasMessageContaining("its own data folder");
    assertThatThrownBy(
            () -> Journal.open(JournalConfig.of(folder, Samples.ALICE.id(), "other")).close())
        .hasMessageContaining("network test");
    try (Journal held = open()) {
      assertThat(held.size()).isZero();
      assertThatThrownBy(this::open).isInstanceOf(JournalRefused.class);
    }
  }

  @Test
  void newTasksAreRefusedWhenTheDiskOrTheJournalIsFull() throws Exception {
    Path small = folder.resolve("small");
    JournalConfig limits = new JournalConfig(small, Samples.ALICE.id(), "test", 2, 0);
    try (Journal journal = Journal.open(limits)) {
      append(journal, 1).get(SECONDS, TimeUnit.SECONDS);
      append(journal, 2).get(SECONDS, TimeUnit.SECONDS);
      assertThatThrownBy(() -> append(journal, 3).get(SECONDS, TimeUnit.SECONDS))
          .hasMessageContaining("the journal is full");
    }
    JournalConfig full =
        new JournalConfig(small, Samples.ALICE.id(), "test", 9, Long.MAX_VALUE / 2);
    try (Journal journal = Journal.open(full)) {
      assertThatThrownBy(() -> append(journal, 3).get(SECONDS, TimeUnit.SECONDS))
          .hasMessageContaining("the disk is full");
      assertThat(journal.holds(task(3).id())).isFalse();
      journal.forget(List.of(task(1).id())); // makes room, so it is done
      journal.decided(decided(2), Optional.empty());
    }
    try (Journal journal = Journal.open(limits)) {
      assertThat(journal.tasks(9)).containsExactly(task(2).id());
      assertThat(journal.holdsDecided(task(2).id())).isTrue();
    }
  }

  @Test
  void promisesBeforeTheCutRemainWhenTheLogIsCutAnywhere() throws Exception {
    List<Long> ends = new ArrayList<>();
    try (Journal journal = open()) {
      for (int i = 0; i < 6; i++) {
        append(journal, i).get(SECONDS, TimeUnit.SECONDS);
        ends.add(Files.size(log(folder)));
      }
    }
    Path copies = Files.createTempDirectory("cut");
    Random random = new Random(42);
    for (int round = 0; round < 8; round++) {
      Path copy = copies.resolve("copy" + round);
      copy(folder, copy);
      Path log = log(copy);
      long cut = ends.get(1) + random.nextLong(Files.size(log) - ends.get(1));
      try (FileChannel channel = FileChannel.open(log, StandardOpenOption.WRITE)) {
        channel.truncate(cut);
      }
      long whole = ends.stream().filter(end -> end <= cut).count();
      try (Journal journal = Journal.open(JournalConfig.of(copy, Samples.ALICE.id(), "test"))) {
        assertThat(journal.size()).as("cut at " + cut).isEqualTo((int) whole);
        for (int i = 0; i < whole; i++) {
          assertThat(journal.picture(task(i).id())).contains(picture(i));
        }
        append(journal, 100 + round).get(SECONDS, TimeUnit.SECONDS);
      }
    }
  }

  @Test
  void brokenJournalMendsWhileMoreIsWritten() throws Exception {
    JournalConfig config = JournalConfig.of(folder, Samples.ALICE.id(), "test");
    try (Scribe scribe = Scribe.start(config, Files.getFileStore(folder))) {
      Scribe.Page bad =
          Scribe.Page.unforced(
              batch -> {
                throw new RocksDBException("the disk has failed");
              },
              1);
      scribe.write(bad);
      assertThatThrownBy(() -> bad.done().get(SECONDS, TimeUnit.SECONDS))
          .hasMessageContaining("the disk has failed");
      assertThat(mends(scribe)).isTrue();
    }
  }

  /** Writes all the time, as gateways with clients do. */
  private static boolean mends(Scribe scribe) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    while (System.nanoTime() < end) {
      Scribe.Page next = Scribe.Page.unforced(batch -> {}, 1);
      scribe.write(next);
      if (next.done().handle((ok, failed) -> failed == null).join()) {
        return true;
      }
      LockSupport.parkNanos(1_000_000);
    }
    return false;
  }

  @Test
  void journalKnowsWhatLiesInItWhenAChangeIsRefused() throws Exception {
    Journal journal = open();
    append(journal, 1).get(SECONDS, TimeUnit.SECONDS);
    append(journal, 2).get(SECONDS, TimeUnit.SECONDS);
    journal.close(); // from now on nothing is written
    journal.decided(decided(1), Optional.empty());
    journal.forget(List.of(task(2).id()));
    assertThat(journal.holdsDecided(task(1).id())).isFalse();
    assertThat(journal.holds(task(2).id())).isTrue();
  }

  @Test
  @Tag("slow")
  void everyPromiseIsKeptWhenTheProcessIsKilled() throws Exception {
    for (int round = 0; round < 3; round++) {
      Path copy = folder.resolve("round" + round);
      Process process = child(copy, "");
      Set<Integer> promised = promises(process, 200 + 150 * round);
      process.destroyForcibly().waitFor();
      try (Journal journal = Journal.open(JournalConfig.of(copy, Samples.ALICE.id(), "test"))) {
        for (int number : promised) {
          assertThat(journal.picture(task(number).id())).contains(picture(number));
        }
        assertThat(promised).hasSizeGreaterThanOrEqualTo(200);
      }
    }
  }

  @Test
  @Tag("slow")
  void whatWasPromisedRemainsWhenTheDiskFailsWhileWriting() throws Exception {
    Process process =
        child(folder, "ulimit -f 24000; "); // files of at most 24 MB, the library among them
    Set<Integer> promised = promises(process, Integer.MAX_VALUE);
    assertThat(process.waitFor(SECONDS, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as("an append failed, the process went on").isEqualTo(7);
    try (Journal journal = open()) {
      assertThat(promised).isNotEmpty();
      for (int number : promised) {
        assertThat(journal.picture(task(number).id())).contains(picture(number));
      }
    }
  }

  /** Appends without end and prints the number of every promise; a child of these tests. */
  static final class Appender {
    private Appender() {}

    public static void main(String[] arguments) throws Exception {
      Journal journal =
          Journal.open(
              new JournalConfig(Path.of(arguments[0]), Samples.ALICE.id(), "test", 1 << 20, 0));
      for (int i = 0; ; i += 8) {
        List<CompletableFuture<Void>> eight = new ArrayList<>();
        for (int j = i; j < i + 8; j++) {
          int number = j;
          eight.add(append(journal, j).thenRun(() -> promise(number)));
        }
        try {
          CompletableFuture.allOf(eight.toArray(CompletableFuture[]::new))
              .get(SECONDS, TimeUnit.SECONDS);
        } catch (java.util.concurrent.ExecutionException refused) {
          Runtime.getRuntime().halt(7);
        }
      }
    }

    private static synchronized void promise(int number) {
      System.out.println("promised " + number);
      System.out.flush();
    }
  }

  private static Process child(Path folder, String before) throws IOException {
    String java =
        Path.of(System.getProperty("java.home"), "bin", "java")
            + " -Xmx256m --enable-native-access=ALL-UNNAMED -cp '"
            + System.getProperty("java.class.path")
            + "' '"
            + Appender.class.getName()
            + "' '"
            + folder
            + "'";
    return new ProcessBuilder("bash", "-c", before + "exec " + java)
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  private static Set<Integer> promises(Process process, int max) throws IOException {
    List<Integer> promised = new ArrayList<>();
    BufferedReader reader =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    for (String line = reader.readLine();
        line != null && promised.size() < max;
        line = reader.readLine()) {
      if (line.startsWith("promised ")) {
        promised.add(Integer.parseInt(line.substring("promised ".length())));
      }
    }
    return promised.stream().collect(Collectors.toSet());
  }

  private static CompletableFuture<Void> append(Journal journal, int number) {
    return journal.append(task(number), picture(number));
  }

  private static TaskRecord decided(int number) {
    TaskRecord open = TaskRecord.accepted(task(number), 0, 0);
    return new TaskRecord(open.task(), 0, 1, open.leader(), 0, Optional.of(Samples.VERDICT));
  }

  private static TaskRecord owing(int number, long acceptedAtMillis) {
    Task like = task(number);
    PaymentOrder order =
        new PaymentOrder(
            Bytes.giving(new byte[PaymentOrder.KEY_BYTES]),
            1,
            Bytes.giving(new byte[PaymentOrder.SIGNATURE_BYTES]));
    Task paid =
        new Task(
            like.id(),
            like.session(),
            like.gateway(),
            like.model(),
            like.kind(),
            like.picture(),
            like.terms(),
            acceptedAtMillis,
            true,
            Optional.of(order));
    return new TaskRecord(paid, 0, 1, paid.gateway(), 0, Optional.of(Samples.VERDICT));
  }

  private static Task task(int number) {
    Task like = Samples.WHOLE_TASK;
    return withPicture(
        new Task(
            new TaskId(3, number),
            like.session(),
            like.gateway(),
            like.model(),
            Kind.DETECTION,
            like.picture(),
            like.terms(),
            like.acceptedAtMillis()),
        picture(number));
  }

  private static Task withPicture(Task task, Bytes picture) {
    return new Task(
        task.id(),
        task.session(),
        task.gateway(),
        task.model(),
        task.kind(),
        new Picture(Digest.of(picture), picture.size(), Picture.Format.PNG, 1, 1),
        task.terms(),
        task.acceptedAtMillis());
  }

  private static Bytes picture(int number) {
    byte[] bytes = new byte[20_000];
    new Random(number).nextBytes(bytes);
    return Bytes.giving(bytes);
  }

  private static Path log(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> file.toString().endsWith(".log"))
          .max(Comparator.comparing(Path::toString))
          .orElseThrow();
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    Files.createDirectories(to);
    try (Stream<Path> files = Files.list(from)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Files.copy(file, to.resolve(file.getFileName()));
      }
    }
  }
}
