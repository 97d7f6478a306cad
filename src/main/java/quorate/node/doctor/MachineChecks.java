package quorate.node.doctor;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.UnixOperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import quorate.node.doctor.Finding.Amount;
import quorate.wire.KeysSelfTest;

/** Java, memory, processors and open files; limits of containers count. */
final class MachineChecks {
  static final int JAVA_LEAST = 21;
  private static final long MIB = 1 << 20;

  /** Version 2 of Linux's control groups, and version 1. */
  private static final List<Path> MEMORY_LIMITS =
      List.of(
          Path.of("/sys/fs/cgroup/memory.max"),
          Path.of("/sys/fs/cgroup/memory/memory.limit_in_bytes"));

  private MachineChecks() {}

  static Finding java(int major) {
    String observed = "Java " + major + " (" + System.getProperty("java.vendor") + ")";
    String expected = "Java " + JAVA_LEAST + " or newer";
    return major >= JAVA_LEAST
        ? Finding.ok("java", observed, expected)
        : Finding.unhealthy("java", observed, expected, "install a newer JDK, set JAVA_HOME to it");
  }

  static Finding memory() throws IOException {
    long limit = Long.MAX_VALUE;
    for (Path file : MEMORY_LIMITS) {
      limit = Math.min(limit, Files.isReadable(file) ? limit(Files.readString(file)) : limit);
    }
    return memory(system().getTotalMemorySize(), limit);
  }

  /** What there is, or may be used of it. */
  static Finding memory(long physicalBytes, long limitBytes) {
    long mebibytes = Math.min(physicalBytes, limitBytes) / MIB;
    String remedy =
        limitBytes < physicalBytes
            ? "raise the container's memory limit"
            : "use a machine with more memory, or fewer nodes on this one";
    return Finding.atLeast(new Amount("memory", mebibytes, "MiB"), 900, 1900, remedy);
  }

  /** A control group's limit in bytes; {@code max}, or what is no number, is none. */
  static long limit(String written) {
    String text = written.strip();
    return text.matches("\\d{1,18}") ? Long.parseLong(text) : Long.MAX_VALUE;
  }

  static Finding processors() {
    int cores = Runtime.getRuntime().availableProcessors();
    double load = system().getSystemLoadAverage();
    String observed = cores + " cores, load %.1f".formatted(Math.max(0, load));
    String expected = "a load of at most twice the cores";
    return load <= 2.0 * cores
        ? Finding.ok("processors", observed, expected)
        : Finding.degraded("processors", observed, expected, "end what else is running here");
  }

  /** Breaks, and so is unhealthy, where this program verifies otherwise than its network. */
  static Finding signatures() {
    KeysSelfTest.run();
    return Finding.ok("signatures", "Ed25519 as the network verifies it", "all vectors as given");
  }

  static Finding files() {
    if (!(system() instanceof UnixOperatingSystemMXBean unix)) {
      return Finding.ok("files", "not limited by this system", "at least 4096 files");
    }
    return files(unix.getMaxFileDescriptorCount());
  }

  static Finding files(long most) {
    return Finding.atLeast(
        new Amount("files", most, "files"),
        1024,
        4096,
        "ulimit -n 65536, or LimitNOFILE=65536 in the systemd unit");
  }

  private static OperatingSystemMXBean system() {
    return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
  }
}
