package quorate.gateway.http;

import java.util.function.Supplier;
import quorate.gateway.Levels;
import quorate.gateway.Payments;
import quorate.gateway.access.Doorkeeper;

/**
 * Who may come in, whose tasks are paid, how many nodes answer those that do not say so, and when
 * no task is taken.
 *
 * @param cutOff why this node takes no task now, as it may be in the smaller part of a network that
 *     was cut; empty when it is not
 */
public record Admission(
    Doorkeeper doorkeeper, Payments payments, Levels levels, Supplier<String> cutOff) {
  /** Of a network that is never cut, where three nodes answer each task. */
  public Admission(Doorkeeper doorkeeper, Payments payments) {
    this(doorkeeper, payments, Levels.THREE, () -> "");
  }

  /** Of a node where nothing is paid. */
  public static Admission unpaid(Doorkeeper doorkeeper) {
    return new Admission(doorkeeper, Payments.NONE);
  }
}
