/**
 * Models that the project makes itself: so far the shipped default, {@code toybox}, a small
 * detector trained on generated scenes.
 *
 * <p>Invariant: the same seed gives the same scenes in the same order; nothing here takes chance
 * from anywhere else.
 *
 * <p>Invariant: the scenes that measure a model come from a seed that its training never used.
 *
 * <p>Read {@link quorate.training.Scenes} first, then {@link quorate.training.Trainer} and {@link
 * quorate.training.AveragePrecision}.
 */
@org.jspecify.annotations.NullMarked
package quorate.training;
