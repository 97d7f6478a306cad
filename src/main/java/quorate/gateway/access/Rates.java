package quorate.gateway.access;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How fast each client may submit: a bucket of tokens each, filled at a steady rate, holding two
 * seconds' worth. At most {@link #CLIENTS_MAX} buckets; the one not used for longest gives way, and
 * its client begins with a full one again.
 */
public final class Rates {
  public static final int CLIENTS_MAX = 10_000;

  private final int perSecond;
  private final Map<String, Bucket> buckets =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Bucket> eldest) {
          return size() > CLIENTS_MAX;
        }
      };

  private static final class Bucket {
    private double tokens;
    private long atMillis;

    Bucket(double tokens, long atMillis) {
      this.tokens = tokens;
      this.atMillis = atMillis;
    }
  }

  public Rates(int perSecond) {
    this.perSecond = perSecond;
  }

  /** Takes a token; otherwise in how many milliseconds there will be one. */
  public long take(String client, long nowMillis) {
    return take(client, perSecond, nowMillis);
  }

  /** The same for a client with a rate of its own. */
  public synchronized long take(String client, int perSecond, long nowMillis) {
    double full = 2.0 * perSecond;
    Bucket bucket = buckets.computeIfAbsent(client, any -> new Bucket(full, nowMillis));
    double gained = Math.max(0, nowMillis - bucket.atMillis) * perSecond / 1000.0;
    bucket.tokens = Math.min(full, bucket.tokens + gained);
    bucket.atMillis = Math.max(bucket.atMillis, nowMillis);
    if (bucket.tokens >= 1) {
      bucket.tokens--;
      return 0;
    }
    return (long) Math.ceil((1 - bucket.tokens) * 1000 / perSecond);
  }
}
