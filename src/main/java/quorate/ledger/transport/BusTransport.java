package quorate.ledger.transport;

import java.util.function.BiConsumer;
import quorate.task.Bytes;
import quorate.task.NodeId;
import quorate.wire.Bus;
import quorate.wire.Message.LedgerPart;

/** Frames as signed messages of the bus; to be used from the context of its verticle alone. */
public final class BusTransport implements ConsensusTransport {
  private final Bus bus;
  private final Reassembly reassembly = new Reassembly();

  public BusTransport(Bus bus) {
    this.bus = bus;
  }

  @Override
  public NodeId self() {
    return bus.self();
  }

  @Override
  public void say(NodeId to, Bytes frame) {
    FrameParts.of(frame).forEach(part -> bus.say(to, part));
  }

  @Override
  public void tell(Bytes frame) {
    FrameParts.of(frame).forEach(bus::tell);
  }

  @Override
  public void hear(BiConsumer<NodeId, Bytes> handler) {
    bus.hear(
        LedgerPart.class,
        good -> {
          if (!good.speaker().equals(self())) {
            reassembly
                .on(good.speaker(), good.said())
                .ifPresent(frame -> handler.accept(good.speaker(), frame));
          }
        });
  }
}
