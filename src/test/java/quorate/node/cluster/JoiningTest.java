package quorate.node.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hazelcast.core.IndeterminateOperationStateException;
import com.hazelcast.core.OperationTimeoutException;
import com.hazelcast.multimap.MultiMap;
import io.vertx.core.Completable;
import io.vertx.core.Promise;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.Iterator;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class JoiningTest {
  private final Exception unsure = new IndeterminateOperationStateException("no backup");
  private final Exception wrong = new IllegalStateException("wrong");

  private final Exception lost = new OperationTimeoutException("no answer");

  private int said;

  @Test
  void saysTheSameAgainWhenNoBackupOrNoAnswerIsHeardOf() {
    Promise<Void> done = Promise.promise();
    Joining.tried(3, ends(unsure, lost, null), done);
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

  @Test
  void asksAgainToBeToldOfChangesWhenTheAnswerWasLost() {
    UUID id = UUID.randomUUID();
    MultiMap<?, ?> map = map(lost, lost, id);
    assertThat(((MultiMap<?, ?>) Joining.insisting(map)).addEntryListener(null, false))
        .isEqualTo(id);
    assertThat(said).isEqualTo(3);
  }

  @Test
  void asksOnceOnlyWhenAnythingElseIsWrongOrWanted() {
    MultiMap<?, ?> refused = (MultiMap<?, ?>) Joining.insisting(map(wrong, UUID.randomUUID()));
    assertThatThrownBy(() -> refused.addEntryListener(null, false)).isSameAs(wrong);
    MultiMap<?, ?> silent = (MultiMap<?, ?>) Joining.insisting(map(lost, 5));
    assertThatThrownBy(silent::size).isSameAs(lost);
    assertThat(said).isEqualTo(2);
  }

  /** Answers so, one call after another. */
  private MultiMap<?, ?> map(Object... with) {
    Iterator<Object> next = Arrays.asList(with).iterator();
    return (MultiMap<?, ?>)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {MultiMap.class},
            (proxy, method, arguments) -> {
              said++;
              Object answer = next.next();
              if (answer instanceof Exception failed) {
                throw failed;
              }
              return answer;
            });
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
