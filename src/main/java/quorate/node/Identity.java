package quorate.node;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import quorate.wire.Keys;
import quorate.wire.KeysSelfTest;

/** A node's secret key, in a file that only its owner can read. */
public final class Identity {
  public static final String FILE = "node.key";

  private static final String HEAD = "quorate-ed25519-secret-key ";
  private static final Pattern WRITTEN = Pattern.compile(HEAD + "([0-9a-f]{64})\\s*");
  private static final long FILE_BYTES_MAX = 1024;
  private static final Set<PosixFilePermission> OWNER_ONLY =
      EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

  private Identity() {}

  /**
   * The key of a data directory, drawn when there is none yet.
   *
   * @throws Trouble when it cannot be kept, is damaged, or others can read it, or when this program
   *     verifies signatures otherwise than its network
   */
  public static Keys openOrDraw(Path dataDir) {
    checkVerifier();
    Path file = dataDir.resolve(FILE);
    if (!Files.exists(file)) {
      write(Keys.draw(new SecureRandom()), file);
    }
    return read(file);
  }

  private static void checkVerifier() {
    try {
      KeysSelfTest.run();
    } catch (IllegalStateException differs) {
      throw new Trouble(
          String.valueOf(differs.getMessage()),
          "run the jar as it was released: its cryptography is part of the protocol",
          differs);
    }
  }

  /**
   * The key in a file.
   *
   * @throws Trouble when there is none, it is damaged, or others can read it
   */
  public static Keys read(Path file) {
    try {
      refuseLooseMode(file);
      if (Files.size(file) > FILE_BYTES_MAX) {
        throw damaged(file);
      }
      Matcher written = WRITTEN.matcher(Files.readString(file, StandardCharsets.ISO_8859_1));
      if (!written.matches()) {
        throw damaged(file);
      }
      return Keys.of(HexFormat.of().parseHex(written.group(1)));
    } catch (IOException e) {
      throw new Trouble(
          "cannot read the node's key " + file + ": " + e,
          "start the node once to make one, or import one: quorate identity import",
          e);
    }
  }

  /**
   * Writes a key to a file that must not be there yet, whole or not at all, with mode 0600.
   *
   * @throws Trouble when it is there, or cannot be written
   */
  public static void write(Keys keys, Path file) {
    String text = HEAD + HexFormat.of().formatHex(keys.secret()) + "\n";
    Path beside = file.resolveSibling(file.getFileName() + ".new");
    try {
      Files.deleteIfExists(beside); // of a start that was cut short
      try (FileChannel channel = FileChannel.open(beside, CREATE, attributes())) {
        channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1)));
        channel.force(true);
      }
      // A hard link fails when the file is there, where moving would replace it.
      Files.createLink(file, beside);
      Files.delete(beside);
    } catch (FileAlreadyExistsException e) {
      throw new Trouble(
          "there is already a file " + file, "move it away first: it may hold another key", e);
    } catch (IOException e) {
      throw new Trouble(
          "cannot write the key " + file + ": " + e, "choose a directory that is writable", e);
    }
  }

  private static final Set<StandardOpenOption> CREATE =
      Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);

  private static FileAttribute<?>[] attributes() {
    return DataDir.posix()
        ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(OWNER_ONLY)}
        : new FileAttribute<?>[0];
  }

  private static void refuseLooseMode(Path file) throws IOException {
    if (!DataDir.posix()) {
      return;
    }
    Set<PosixFilePermission> mode = Files.getPosixFilePermissions(file);
    if (!OWNER_ONLY.containsAll(mode)) {
      throw new Trouble(
          "others can use the node's key " + file + ": " + PosixFilePermissions.toString(mode),
          "chmod 600 " + file + "; if somebody may have read it, take a new key");
    }
  }

  private static Trouble damaged(Path file) {
    return new Trouble(
        "there is no key in " + file,
        "restore it from its backup, or move it away to start as a new node");
  }
}
