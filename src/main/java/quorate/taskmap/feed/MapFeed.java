package quorate.taskmap.feed;

import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.core.Scheduler;
import io.reactivex.rxjava3.disposables.Disposable;
import io.reactivex.rxjava3.processors.PublishProcessor;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import quorate.task.NodeId;
import quorate.taskmap.Conduct;
import quorate.taskmap.MapState;

/**
 * The picture as a stream of frames for any number of viewers, at most five a second. One thread,
 * that of the scheduler, uses it.
 */
public final class MapFeed {
  /** Changes are gathered for so long. */
  public static final long PERIOD_MILLIS = 200;

  private final MapState state;
  private final MapJson json;
  private final Scheduler scheduler;
  private final PublishProcessor<Told> told = PublishProcessor.create();
  private String rendered = "";
  private long renderedSeq = -1;

  /** The scheduler's clock is the map's clock. */
  public MapFeed(MapState state, MapJson json, Scheduler scheduler) {
    this.state = state;
    this.json = json;
    this.scheduler = scheduler;
  }

  /** Begins to tell what is new. */
  public Disposable start() {
    return Flowable.interval(PERIOD_MILLIS, TimeUnit.MILLISECONDS, scheduler)
        .onBackpressureDrop()
        .map(beat -> new MapState.Tick(scheduler.now(TimeUnit.MILLISECONDS)))
        .subscribe(this::tell);
  }

  /** Folds what happened into the picture; a tick tells the viewers. */
  public void tell(MapState.Input input) {
    state.on(input).stream()
        .filter(delta -> told.hasSubscribers())
        .map(delta -> new Told.Change(json.text(delta)))
        .forEach(told::onNext);
  }

  /**
   * The frames for one viewer: a snapshot, then every change. Of the changes that it cannot take in
   * time none waits: it gets a fresh snapshot as soon as it asks for the next frame.
   */
  public Flowable<String> watch() {
    return told.startWithItem(Told.Whole.WHOLE)
        .onBackpressureReduce((missed, next) -> Told.Whole.WHOLE)
        .map(this::text);
  }

  /** The body of {@code GET /v1/nodes}. */
  public String nodes(Map<NodeId, Conduct.Counts> conduct) {
    return json.nodes(state.snapshot(), conduct);
  }

  /** How many browsers watch the network's map, as the nodes say. */
  public int viewers() {
    return state.viewers();
  }

  private String text(Told frame) {
    return switch (frame) {
      case Told.Change(String text) -> text;
      case Told.Whole whole -> snapshot();
    };
  }

  /** Rendered once for all viewers that ask between two changes. */
  private String snapshot() {
    if (state.seq() != renderedSeq) {
      rendered = json.text(state.snapshot());
      renderedSeq = state.seq();
    }
    return rendered;
  }

  private sealed interface Told {
    record Change(String text) implements Told {}

    enum Whole implements Told {
      WHOLE
    }
  }
}
