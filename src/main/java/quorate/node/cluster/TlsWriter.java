package quorate.node.cluster;

import static com.hazelcast.internal.networking.HandlerStatus.CLEAN;
import static com.hazelcast.internal.networking.HandlerStatus.DIRTY;

import com.hazelcast.internal.networking.HandlerStatus;
import com.hazelcast.internal.networking.OutboundHandler;
import java.io.EOFException;
import java.nio.ByteBuffer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;

/** Seals what goes out to a member, once the handshake is done. */
final class TlsWriter extends OutboundHandler<ByteBuffer, ByteBuffer> {
  private static final int RECORDS = 8;

  private final SSLEngine engine;

  TlsWriter(SSLEngine engine) {
    this.engine = engine;
  }

  @Override
  public void handlerAdded() {
    initDstBuffer(RECORDS * engine.getSession().getPacketBufferSize());
  }

  @Override
  public HandlerStatus onWrite() throws EOFException, SSLException {
    dst.compact();
    try {
      while (src.hasRemaining() || engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP) {
        SSLEngineResult result = engine.wrap(src, dst);
        switch (result.getStatus()) {
          case OK -> {}
          case BUFFER_OVERFLOW -> {
            return DIRTY; // until what is sealed was sent
          }
          case BUFFER_UNDERFLOW -> throw new SSLException("sealing needs no more than there is");
          case CLOSED -> throw new EOFException("the TLS to the member has ended");
        }
      }
      return CLEAN;
    } finally {
      dst.flip();
    }
  }
}
