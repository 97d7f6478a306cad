/**
 * Answers to tasks: models and where they are kept, the node's part in commit–reveal, and the
 * workers that compute off the event loop.
 *
 * <p>Invariant: no model is loaded before every byte of it was checked against its id.
 *
 * <p>Invariant: nothing is computed or said for somebody who does not lead the task by its record.
 *
 * <p>Invariant: what goes wrong with one task (a corrupt picture, an error of TensorFlow) ends that
 * task's answer, with its reason, and nothing else.
 *
 * <p>Invariant: nothing here but the folder {@code tensorflow} names TensorFlow.
 *
 * <p>Read {@link quorate.inference.Answering} first, then {@link
 * quorate.inference.InferenceVerticle}, {@link quorate.inference.Manifest} and {@link
 * quorate.inference.ModelStore}.
 */
@org.jspecify.annotations.NullMarked
package quorate.inference;
