/**
 * What commands give to the network: models, pictures, and what the model says of them when it is
 * asked in this process.
 *
 * <p>Invariant: nothing here is sent; commands do that.
 *
 * <p>Read {@link quorate.cli.material.ModelChoice} first.
 */
@org.jspecify.annotations.NullMarked
package quorate.cli.material;
