package quorate.gateway;

/**
 * Every way in which a gateway refuses, with its HTTP status, the code that closes a stream after
 * it (0 when the stream goes on), and whether trying again may help.
 */
public enum Problem {
  BAD_FRAME(400, 4400, false, "The frame cannot be read"),
  WRONG_ORDER(400, 4400, false, "The frame is not in order"),
  INVALID(400, 0, false, "A value is not valid"),
  UNAUTHENTICATED(401, 4401, false, "A valid key or ticket is needed"),
  PAYMENT_REQUIRED(402, 0, false, "Tasks are paid for here"),
  PAYMENT_UNSIGNED(402, 0, false, "The escrow's owner has not signed for this task"),
  ESCROW_UNKNOWN(402, 0, true, "No such escrow"),
  ESCROW_CLOSED(402, 0, false, "The escrow is closed"),
  ESCROW_EXPIRED(402, 0, false, "The escrow ends too soon"),
  ESCROW_TOO_LOW(402, 0, false, "The escrow has not enough left"),
  ESCROW_UNFIT(402, 0, false, "The escrow is for other tasks"),
  FORBIDDEN(403, 4403, false, "This origin or host is not allowed"),
  OUT_OF_SCOPE(403, 0, false, "The key is not good for this"),
  NOT_YOURS(403, 0, false, "This belongs to another client"),
  UNKNOWN_TASK(404, 0, false, "No such task"),
  UNKNOWN_MODEL(404, 0, false, "No node offers this model"),
  NOT_DECIDED(404, 0, true, "The task has no verdict yet"),
  NOT_FOUND(404, 0, false, "There is nothing here"),
  NO_LEDGER(404, 0, false, "This node keeps no ledger"),
  NOT_RECORDED(404, 0, false, "The ledger has no such thing"),
  WRONG_METHOD(405, 0, false, "This method is not for this address"),
  WRONG_SUBPROTOCOL(406, 4406, false, "The subprotocol quorate.v1.json is needed"),
  HELLO_TIMEOUT(408, 4408, true, "No hello came"),
  HALF_OPEN(408, 4408, true, "Nothing was heard of the client"),
  ID_CONFLICT(409, 0, false, "Another submission has this task id"),
  TRANSACTION_REFUSED(409, 0, false, "The transaction cannot be executed"),
  REPLACED(409, 4409, false, "A newer connection has taken the session"),
  FRAME_TOO_LARGE(413, 4413, false, "The frame is too large"),
  HEADER_TOO_LARGE(413, 4413, false, "The header is too large"),
  BODY_TOO_LARGE(413, 0, false, "The body has too many bytes"),
  PICTURE_TOO_LARGE(413, 0, false, "The picture has too many bytes"),
  TOO_MANY_PIXELS(413, 0, false, "The picture has too many pixels"),
  PICTURE_UNSUPPORTED(415, 0, false, "The picture is neither JPEG nor PNG"),
  PICTURE_CORRUPT(422, 0, false, "The picture's header is broken"),
  PICTURE_MISMATCH(422, 0, false, "The picture is not what was announced"),
  NO_CREDIT(429, 4429, false, "More was submitted than there was credit for"),
  RATE_LIMITED(429, 0, true, "Too much was asked in a short time"),
  TOO_MANY_SESSIONS(429, 4429, true, "The gateway has as many sessions as it may"),
  TOO_MANY_TICKETS(429, 0, true, "The gateway has as many tickets as it may"),
  INTERNAL(500, 4500, true, "The gateway has failed"),
  GATEWAY_BUSY(503, 0, true, "The gateway has as many tasks as it may"),
  LEDGER_BUSY(503, 0, true, "The ledger can take nothing in now"),
  NOT_DURABLE(503, 0, true, "The task cannot be kept safely now"),
  TOO_FEW_OPERATORS(503, 0, true, "Too few operators' nodes offer the model"),
  MINORITY(503, 0, true, "This node may be in the smaller part of the network"),
  STARTING(503, 0, true, "The node is starting"),
  DRAINING(503, 0, true, "The gateway is about to stop"),
  STOPPED(503, 4503, true, "The gateway has stopped"),
  CROWDED(503, 4503, true, "The gateway receives as much at once as it may"),
  SLOW_READER(503, 4503, true, "Results were not read for too long");

  private final int status;
  private final int closeCode;
  private final boolean retryable;
  private final String title;

  Problem(int status, int closeCode, boolean retryable, String title) {
    this.status = status;
    this.closeCode = closeCode;
    this.retryable = retryable;
    this.title = title;
  }

  public int status() {
    return status;
  }

  /** The code that a stream is closed with after it; 0 when the stream goes on. */
  public int closeCode() {
    return closeCode;
  }

  public boolean closes() {
    return closeCode != 0;
  }

  public boolean retryable() {
    return retryable;
  }

  public String title() {
    return title;
  }

  /** The word that machines read: {@code unknown-model}. */
  public String code() {
    return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
  }

  /** A refusal for this reason. */
  public Refusal because(String detail) {
    return new Refusal(this, detail, retryable ? 100 : 0);
  }

  /** A refusal for this reason that may be tried again after a while. */
  public Refusal because(String detail, long retryAfterMillis) {
    return new Refusal(this, detail, retryAfterMillis);
  }
}
