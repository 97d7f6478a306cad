package quorate.node.cluster;

import com.hazelcast.query.extractor.ValueCollector;
import com.hazelcast.query.extractor.ValueExtractor;

/** Tells the index to which session a kept task belongs, from its first bytes. */
public final class SessionOf implements ValueExtractor<byte[], Object> {
  static final String NAME = "session";

  @Override
  public void extract(byte[] kept, Object argument, ValueCollector<Object> collector) {
    collector.addObject(Kept.session(kept).toString());
  }
}
