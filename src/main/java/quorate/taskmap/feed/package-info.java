/**
 * The map's way to browsers: JSON, WebSocket and RxJava.
 *
 * <p>Invariant: at most one frame waits for each viewer; what it misses is replaced by a snapshot.
 *
 * <p>Invariant: what a browser says is bounded in size and rate, and never disturbs another.
 *
 * <p>Read {@link quorate.taskmap.feed.MapFeed} first.
 */
@org.jspecify.annotations.NullMarked
package quorate.taskmap.feed;
