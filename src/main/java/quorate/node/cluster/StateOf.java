package quorate.node.cluster;

import com.hazelcast.query.extractor.ValueCollector;
import com.hazelcast.query.extractor.ValueExtractor;

/** Tells the index in which state a kept task is, from its first byte. */
public final class StateOf implements ValueExtractor<byte[], Object> {
  static final String NAME = "state";

  @Override
  public void extract(byte[] kept, Object argument, ValueCollector<Object> collector) {
    collector.addObject(Kept.state(kept[0]).name());
  }
}
