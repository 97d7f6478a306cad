package quorate.node.membership;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.Arrays;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import org.junit.jupiter.api.Test;

class GreetingTest {
  @Test
  void whatAnEngineSaysFirstIsWhole() throws Exception {
    byte[] record = hello();
    assertThat(Greeting.length(record)).isEqualTo(record.length - Greeting.HEADER);
    assertThatCode(() -> Greeting.check(record)).doesNotThrowAnyException();
  }

  @Test
  void messageInPiecesIsRefused() throws Exception {
    byte[] record = hello();
    for (int length = Greeting.HEADER; length < record.length; length++) {
      byte[] piece = Arrays.copyOf(record, length);
      assertThatThrownBy(() -> Greeting.check(piece))
          .isInstanceOf(Handshake.Refused.class)
          .hasMessageContaining("its first message is not whole");
    }
  }

  @Test
  void anotherMessageIsRefused() throws Exception {
    byte[] record = hello();
    record[Greeting.HEADER] = 2;
    assertThatThrownBy(() -> Greeting.check(record)).isInstanceOf(Handshake.Refused.class);
    assertThatThrownBy(() -> Greeting.begins((byte) 21)).hasMessageContaining("byte 21");
  }

  @Test
  void recordLongerThanTlsAllowsIsRefused() {
    assertThatThrownBy(() -> Greeting.length(new byte[] {22, 3, 1, 0x7f, 0}))
        .isInstanceOf(Handshake.Refused.class);
    assertThatThrownBy(() -> Greeting.length(new byte[] {22, 2, 1, 0, 9}))
        .isInstanceOf(Handshake.Refused.class);
  }

  private static byte[] hello() throws Exception {
    SSLEngine engine = SSLContext.getDefault().createSSLEngine();
    engine.setUseClientMode(true);
    ByteBuffer out = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
    engine.wrap(ByteBuffer.allocate(0), out);
    return Arrays.copyOf(out.array(), out.position());
  }
}
