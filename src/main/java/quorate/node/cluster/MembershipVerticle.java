package quorate.node.cluster;

import com.hazelcast.map.IMap;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.util.Arrays;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import quorate.node.membership.Membership;
import quorate.task.Bytes;

/**
 * Looks for newer papers, in the node's folder and in the cluster, where every node puts the newest
 * revocation list that it knows: an operator gives it to one of them. The map is no authority; a
 * list is taken for its signature and its number.
 */
public final class MembershipVerticle extends VerticleBase {
  static final String LISTS = "quorate.revocations";

  private static final Logger LOG = LoggerFactory.getLogger(MembershipVerticle.class);
  private static final long LOOK_MILLIS = 2_000;
  private static final String NEWEST = "newest";

  private final Cluster cluster;
  private final Membership membership;
  private List<String> wrong = List.of();
  private boolean looking;

  public MembershipVerticle(Cluster cluster, Membership membership) {
    this.cluster = cluster;
    this.membership = membership;
  }

  @Override
  public Future<?> start() {
    vertx.setPeriodic(LOOK_MILLIS, timer -> lookUnlessLooking());
    return Future.succeededFuture();
  }

  private void lookUnlessLooking() {
    if (!looking) {
      looking = true;
      cluster
          .blocking(this::look)
          .onComplete(done -> looking = false)
          .onSuccess(this::told)
          .onFailure(why -> LOG.debug("membership cannot look now: {}", why.toString()));
    }
  }

  /** Once for each change. */
  private void told(List<String> found) {
    if (!found.equals(wrong)) {
      found.forEach(each -> LOG.warn("membership papers not taken: {}", each));
      wrong = found;
    }
  }

  private List<String> look() {
    List<String> found = membership.look();
    IMap<String, byte[]> lists = cluster.hazelcast().getMap(LISTS);
    byte[] heard = lists.get(NEWEST);
    if (heard != null && taken(heard)) {
      return found;
    }
    byte[] mine = membership.revocationList().toArray();
    if (mine.length > 0 && !Arrays.equals(mine, heard)) {
      lists.set(NEWEST, mine);
    }
    return found;
  }

  private boolean taken(byte[] list) {
    try {
      return membership.take(Bytes.copyOf(list));
    } catch (IllegalArgumentException foreign) {
      LOG.debug("membership the cluster holds no list of the authority: {}", foreign.getMessage());
      return false;
    }
  }
}
