package quorate.ledger.store;

import java.util.List;
import quorate.task.Bytes;
import quorate.task.Digest;
import quorate.wire.VectorsContract;

/** What the guard keeps of a signature; a changed line means that it forgets what it has signed. */
class StoreVectorsTest extends VectorsContract {
  @Override
  protected String file() {
    return "ledger/store-vectors.txt";
  }

  @Override
  protected List<Sample<?>> samples() {
    Digest what = Digest.of(new byte[] {1, 2, 3});
    Slot slot = new Slot(0x0102030405L, 6, Slot.Step.PRECOMMIT);
    SignedRecord signed = SignedRecord.of(slot, what, Bytes.copyOf(new byte[64]));
    return List.of(new Sample<>("SignedRecord", SignedRecord.class, signed));
  }
}
