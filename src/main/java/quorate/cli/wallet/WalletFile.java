package quorate.cli.wallet;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import quorate.cli.Failure;
import quorate.ledger.state.AccountId;
import quorate.ledger.state.Address;
import quorate.task.Bytes;
import quorate.wire.SealedKeys;

/** A sealed key in a file of mode 0600: JSON, whose form is told in docs/ledger.md. */
final class WalletFile {
  private static final String FORMAT = "quorate-wallet/1";
  private static final String KDF = "scrypt";
  private static final String CIPHER = "aes-256-gcm";
  private static final long FILE_BYTES_MAX = 16 << 10;
  private static final Set<PosixFilePermission> OWNER_ONLY =
      Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

  private WalletFile() {}

  static String text(SealedKeys sealed) {
    return new JsonObject()
            .put("format", FORMAT)
            .put("address", Address.of(AccountId.of(sealed.id())))
            .put(
                "kdf",
                new JsonObject()
                    .put("name", KDF)
                    .put("logN", sealed.cost().logN())
                    .put("r", sealed.cost().r())
                    .put("p", sealed.cost().p())
                    .put("salt", sealed.salt().hex()))
            .put(
                "cipher",
                new JsonObject()
                    .put("name", CIPHER)
                    .put("nonce", sealed.nonce().hex())
                    .put("secret", sealed.secret().hex()))
            .encodePrettily()
        + "\n";
  }

  /**
   * The sealed key of a text.
   *
   * @throws IllegalArgumentException saying what is wrong with it
   */
  static SealedKeys parse(String text) {
    try {
      JsonObject json = new JsonObject(text);
      expect(json, "format", FORMAT);
      JsonObject kdf = object(json, "kdf");
      JsonObject cipher = object(json, "cipher");
      expect(kdf, "name", KDF);
      expect(cipher, "name", CIPHER);
      return new SealedKeys(
          Address.parse(json.getString("address", "")).node(),
          new SealedKeys.Cost(
              kdf.getInteger("logN", 0), kdf.getInteger("r", 0), kdf.getInteger("p", 0)),
          Bytes.ofHex(kdf.getString("salt", "")),
          Bytes.ofHex(cipher.getString("nonce", "")),
          Bytes.ofHex(cipher.getString("secret", "")));
    } catch (DecodeException | ClassCastException e) {
      throw new IllegalArgumentException("it is no JSON document of this form", e);
    }
  }

  private static JsonObject object(JsonObject json, String name) {
    return json.getJsonObject(name, new JsonObject());
  }

  private static void expect(JsonObject json, String name, String value) {
    String found = json.getString(name, "nothing");
    if (!found.equals(value)) {
      throw new IllegalArgumentException(
          "its %s is %s, and this program reads %s".formatted(name, found, value));
    }
  }

  /** Reads a wallet, which others cannot read. */
  static SealedKeys read(Path file) {
    try {
      refuseLooseMode(file);
      if (Files.size(file) > FILE_BYTES_MAX) {
        throw Failure.failed(file + " is too large to be a wallet", "");
      }
      return parse(Files.readString(file));
    } catch (NoSuchFileException e) {
      throw Failure.failed("there is no wallet " + file, "make one: quorate wallet create")
          .because(e);
    } catch (IOException e) {
      throw Failure.failed("cannot read " + file + ": " + e, "").because(e);
    } catch (IllegalArgumentException e) {
      throw Failure.failed(file + " is no wallet: " + e.getMessage(), "restore it from its backup")
          .because(e);
    }
  }

  private static void refuseLooseMode(Path file) throws IOException {
    if (posix(file)) {
      Set<PosixFilePermission> mode = Files.getPosixFilePermissions(file);
      if (!OWNER_ONLY.containsAll(mode)) {
        throw Failure.failed(
            "others can read the wallet " + file + ": " + PosixFilePermissions.toString(mode),
            "chmod 600 " + file);
      }
    }
  }

  /** Before a passphrase is asked for in vain. */
  static void refuseExisting(Path file) {
    if (Files.exists(file)) {
      throw existing(file);
    }
  }

  private static Failure existing(Path file) {
    return Failure.failed("there is already a wallet " + file, "choose another name");
  }

  /** Writes a new wallet, whole or not at all; folders that are missing are made with mode 0700. */
  static void write(SealedKeys sealed, Path file) {
    Path beside = file.resolveSibling(file.getFileName() + ".new");
    try {
      makeFolder(file.toAbsolutePath().getParent());
      Files.deleteIfExists(beside); // of a command that was cut short
      try (FileChannel channel = FileChannel.open(beside, CREATE, mode(beside, "rw-------"))) {
        ByteBuffer bytes = ByteBuffer.wrap(text(sealed).getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
        channel.force(true);
      }
      // A hard link fails when the file is there, where moving would replace it.
      Files.createLink(file, beside);
      Files.delete(beside);
    } catch (FileAlreadyExistsException e) {
      throw existing(file).because(e);
    } catch (IOException e) {
      throw Failure.failed("cannot write " + file + ": " + e, "choose a writable --wallet-dir")
          .because(e);
    }
  }

  private static final Set<StandardOpenOption> CREATE =
      Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);

  private static void makeFolder(@Nullable Path folder) throws IOException {
    if (folder != null && !Files.isDirectory(folder)) {
      Files.createDirectories(folder, mode(folder, "rwx------"));
    }
  }

  private static FileAttribute<?>[] mode(Path path, String mode) {
    return posix(path)
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode))
        }
        : new FileAttribute<?>[0];
  }

  private static boolean posix(Path path) {
    return path.getFileSystem().supportedFileAttributeViews().contains("posix");
  }
}
