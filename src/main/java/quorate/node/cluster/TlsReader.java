package quorate.node.cluster;

import static com.hazelcast.internal.networking.HandlerStatus.CLEAN;
import static com.hazelcast.internal.networking.HandlerStatus.DIRTY;

import com.hazelcast.internal.networking.HandlerStatus;
import com.hazelcast.internal.networking.InboundHandler;
import java.io.EOFException;
import java.nio.ByteBuffer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLException;

/**
 * Opens what comes in from a member, once the handshake is done. The next handler's buffer may have
 * room for three bytes only, so what was opened is held here and handed on as it fits.
 */
final class TlsReader extends InboundHandler<ByteBuffer, ByteBuffer> {
  private static final int RECORDS = 8;

  private final SSLEngine engine;
  private final ByteBuffer opened;

  TlsReader(SSLEngine engine) {
    this.engine = engine;
    this.opened = ByteBuffer.allocate(engine.getSession().getApplicationBufferSize());
    opened.flip();
  }

  @Override
  public void handlerAdded() {
    initSrcBuffer(RECORDS * engine.getSession().getPacketBufferSize());
  }

  @Override
  public HandlerStatus onRead() throws EOFException, SSLException {
    src.flip();
    try {
      while (true) {
        int handed = handOn();
        if (opened.hasRemaining()) {
          // Without progress it is the next handler that waits; it wakes this pipeline itself.
          return handed > 0 ? DIRTY : CLEAN;
        }
        if (!open()) {
          return CLEAN;
        }
      }
    } finally {
      src.compact();
    }
  }

  private int handOn() {
    int fits = Math.min(dst.remaining(), opened.remaining());
    dst.put(dst.position(), opened, opened.position(), fits);
    dst.position(dst.position() + fits);
    opened.position(opened.position() + fits);
    return fits;
  }

  /** Opens a record; false when there is no whole one. */
  private boolean open() throws EOFException, SSLException {
    opened.clear();
    SSLEngineResult result;
    try {
      result = engine.unwrap(src, opened);
    } finally {
      opened.flip();
    }
    if (result.getHandshakeStatus() == SSLEngineResult.HandshakeStatus.NEED_TASK) {
      for (Runnable task = engine.getDelegatedTask(); task != null; ) {
        task.run();
        task = engine.getDelegatedTask();
      }
    }
    if (result.getHandshakeStatus() == SSLEngineResult.HandshakeStatus.NEED_WRAP) {
      channel.outboundPipeline().wakeup(); // the other side wants new keys
    }
    return switch (result.getStatus()) {
      case OK -> true;
      case BUFFER_UNDERFLOW -> false;
      case CLOSED -> throw new EOFException("the member has ended its TLS");
      case BUFFER_OVERFLOW -> throw new SSLException("a record is larger than TLS allows");
    };
  }
}
