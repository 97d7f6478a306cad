package quorate.ledger.state;

import java.util.Arrays;
import java.util.Locale;
import quorate.task.Bytes;
import quorate.task.Check;

/**
 * An account's id as people write it: Bech32m (BIP-350) with the prefix {@code qr}, a version of
 * five bits, which is 0, and the 32 bytes of the key; 62 characters in all. Up to four mistyped
 * characters are always noticed, and others but once in 2^30.
 */
public final class Address {
  /** The characters of an address. */
  public static final int LENGTH = 62;

  private static final String PREFIX = "qr";
  private static final String CHARSET = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
  private static final int CHECKSUM = 0x2bc830a3;
  private static final int[] GENERATOR = {
    0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3
  };
  private static final int CHECK_SYMBOLS = 6;
  private static final int SYMBOLS = LENGTH - PREFIX.length() - 1 - CHECK_SYMBOLS;

  private Address() {}

  /** The account's address. */
  public static String of(AccountId account) {
    byte[] data = Arrays.copyOf(symbols(account.key()), SYMBOLS + CHECK_SYMBOLS);
    int check = polymod(data) ^ CHECKSUM;
    for (int i = 0; i < CHECK_SYMBOLS; i++) {
      data[SYMBOLS + i] = (byte) ((check >> (5 * (CHECK_SYMBOLS - 1 - i))) & 31);
    }
    StringBuilder text = new StringBuilder(PREFIX).append('1');
    for (byte symbol : data) {
      text.append(CHARSET.charAt(symbol));
    }
    return text.toString();
  }

  /**
   * The account of an address, in lower or in upper case.
   *
   * @throws IllegalArgumentException saying what is wrong with it
   */
  public static AccountId parse(String text) {
    String lower = text.toLowerCase(Locale.ROOT);
    Check.argument(
        text.equals(lower) || text.equals(text.toUpperCase(Locale.ROOT)),
        "an address is in lower case, or all of it in upper case");
    Check.argument(lower.startsWith(PREFIX + '1'), "an address begins with qr1");
    Check.argument(
        lower.length() == LENGTH,
        "an address has " + LENGTH + " characters, and this one " + lower.length());
    byte[] data = new byte[SYMBOLS + CHECK_SYMBOLS];
    for (int i = 0; i < data.length; i++) {
      int symbol = CHARSET.indexOf(lower.charAt(PREFIX.length() + 1 + i));
      Check.argument(
          symbol >= 0, "no address has the character " + lower.charAt(PREFIX.length() + 1 + i));
      data[i] = (byte) symbol;
    }
    Check.argument(polymod(data) == CHECKSUM, "the address is mistyped: its checksum is wrong");
    Check.argument(data[0] == 0, "an address of version 0: a newer program made this one");
    return new AccountId(key(data));
  }

  /** The version and the key in groups of five bits, the last one filled up with zeros. */
  private static byte[] symbols(Bytes key) {
    byte[] symbols = new byte[SYMBOLS];
    for (int bit = 0; bit < key.size() * 8; bit++) {
      int one = (key.at(bit / 8) >> (7 - bit % 8)) & 1;
      symbols[1 + bit / 5] |= (byte) (one << (4 - bit % 5));
    }
    return symbols;
  }

  private static Bytes key(byte[] symbols) {
    byte[] key = new byte[AccountId.BYTES];
    for (int bit = 0; bit < (SYMBOLS - 1) * 5; bit++) {
      int one = (symbols[1 + bit / 5] >> (4 - bit % 5)) & 1;
      Check.argument(one == 0 || bit < key.length * 8, "an address ends in zeros");
      if (one == 1) {
        key[bit / 8] |= (byte) (1 << (7 - bit % 8));
      }
    }
    return Bytes.giving(key);
  }

  /** Over the prefix and the data, as BIP-173 has it. */
  private static int polymod(byte[] data) {
    int sum = 1;
    for (int i = 0; i < PREFIX.length(); i++) {
      sum = step(sum, PREFIX.charAt(i) >> 5);
    }
    sum = step(sum, 0);
    for (int i = 0; i < PREFIX.length(); i++) {
      sum = step(sum, PREFIX.charAt(i) & 31);
    }
    for (byte symbol : data) {
      sum = step(sum, symbol);
    }
    return sum;
  }

  private static int step(int sum, int symbol) {
    int top = sum >>> 25;
    int next = ((sum & 0x1ffffff) << 5) ^ symbol;
    for (int i = 0; i < GENERATOR.length; i++) {
      next ^= ((top >> i) & 1) == 1 ? GENERATOR[i] : 0;
    }
    return next;
  }
}
