/**
 * Whatever bytes come, decoders and verifiers keep to what they promise: fuzz tests in Jazzer's
 * manner. In the build each runs over its seeds only, which are the golden vectors; {@code
 * bin/fuzz} searches on from them.
 *
 * <p>Invariant: every target has an oracle: what decodes has exactly these bytes, and what is
 * proven is so.
 */
@org.jspecify.annotations.NullMarked
package quorate.fuzz;
