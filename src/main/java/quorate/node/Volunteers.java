package quorate.node;

import java.util.List;
import quorate.node.config.Knob;
import quorate.node.config.Knobs;

/** Strangers who answer tasks without being members: quorate node --join. */
public record Volunteers(
    @Knob(
            "Whether volunteers may join by this node; auto: only while http.host is a loopback"
                + " address.")
        Admit admit,
    @Knob(value = "The most volunteers at once.", unit = "volunteers", min = 1, max = 16_384)
        int max,
    @Knob(
            value = "The most connections from one block of addresses: an IPv4 /24, an IPv6 /48.",
            unit = "connections",
            min = 1,
            max = 16_384)
        int perBlock,
    @Knob(
            value = "Volunteers that may not join, by their ids.",
            max = 10_000,
            pattern = "[0-9a-f]{64}",
            expected = "64 hexadecimal digits")
        List<String> blocked) {
  public Volunteers {
    Knobs.check(Volunteers.class, admit, max, perBlock, blocked);
    blocked = List.copyOf(blocked);
  }

  /** Whether volunteers may join. */
  public enum Admit {
    AUTO,
    ALWAYS,
    NEVER
  }
}
