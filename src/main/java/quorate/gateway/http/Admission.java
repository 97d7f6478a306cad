package quorate.gateway.http;

import quorate.gateway.Payments;
import quorate.gateway.access.Doorkeeper;

/** Who may come in, and whose tasks are paid. */
public record Admission(Doorkeeper doorkeeper, Payments payments) {
  /** Of a node where nothing is paid. */
  public static Admission unpaid(Doorkeeper doorkeeper) {
    return new Admission(doorkeeper, Payments.NONE);
  }
}
