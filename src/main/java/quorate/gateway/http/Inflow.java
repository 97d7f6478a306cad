package quorate.gateway.http;

import io.vertx.core.http.ServerWebSocket;

/**
 * How many messages are taken from a socket before earlier ones are dealt with. Ping and pong
 * frames also take from the demand (eclipse-vertx/vert.x#4660); this version of Vert.x gives theirs
 * back by itself, and a test keeps it so.
 */
final class Inflow {
  /** Submits that are being kept at once; more wait in the socket, and then at the client. */
  static final int AHEAD = 16;

  private final ServerWebSocket socket;
  private int held;
  private boolean holding;
  private boolean shut;

  Inflow(ServerWebSocket socket) {
    this.socket = socket;
  }

  void begin() {
    socket.pause();
    socket.fetch(AHEAD);
  }

  /** The message that came takes time: its demand is given back when it is done. */
  void hold() {
    held++;
    holding = true;
  }

  /** A message that was held is done. */
  void release() {
    held--;
    if (!shut) {
      socket.fetch(1);
    }
  }

  /** A frame was dealt with, or is held. */
  void taken() {
    if (!holding && !shut) {
      socket.fetch(1);
    }
    holding = false;
  }

  /** Takes nothing more: what would be answered could not be sent. */
  void shut() {
    if (!shut) {
      shut = true;
      socket.pause();
    }
  }

  /** Takes messages again. */
  void open() {
    if (shut) {
      shut = false;
      socket.fetch(AHEAD - held);
    }
  }
}
