package quorate.node.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.hazelcast.core.IndeterminateOperationStateException;
import io.vertx.core.Completable;
import io.vertx.core.Promise;
import java.util.Arrays;
import java.util.Iterator;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class JoiningTest {
  private final Exception unsure = new IndeterminateOperationStateException("no backup");
  private final Exception wrong = new IllegalStateException("wrong");

  private int said;

  @Test
  void saysTheSameAgainWhenNoBackupIsHeardOf() {
    Promise<Void> done = Promise.promise();
    Joining.tried(3, ends(unsure, unsure, null), done);
    assertThat(done.future().succeeded()).isTrue();
    assertThat(said).isEqualTo(3);
  }

  @Test
  void fallsSilentAfterItsTries() {
    Promise<Void> done = Promise.promise();
    Joining.tried(3, ends(unsure, unsure, unsure, null), done);
    assertThat(done.future().cause()).isSameAs(unsure);
    assertThat(said).isEqualTo(3);
  }

  @Test
  void doesNotInsistWhenSomethingElseIsWrong() {
    Promise<Void> done = Promise.promise();
    Joining.tried(3, ends(wrong, null), done);
    assertThat(done.future().cause()).isSameAs(wrong);
    assertThat(said).isEqualTo(1);
  }

  /** Ends so, one time after another; null is well. */
  private Consumer<Completable<Void>> ends(@Nullable Exception... with) {
    Iterator<@Nullable Exception> next = Arrays.asList(with).iterator();
    return heard -> {
      said++;
      heard.complete(null, next.next());
    };
  }
}
