/**
 * Models computed by TensorFlow: the only folder, besides the trainer's, that names it.
 *
 * <p>Invariant: every tensor is closed by whoever made or fetched it.
 *
 * <p>Invariant: no part of a model is loaded, by TensorFlow, whose operations were not looked at.
 *
 * <p>Invariant: nothing that TensorFlow throws escapes: it becomes a {@link
 * quorate.inference.ModelBroken} while loading and an {@link quorate.inference.Unanswered} after.
 *
 * <p>Read {@link quorate.inference.tensorflow.Detector} first.
 */
@org.jspecify.annotations.NullMarked
package quorate.inference.tensorflow;
