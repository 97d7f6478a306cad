/**
 * The live map in a real Chromium, against a real server.
 *
 * <p>Invariant: nothing here is skipped when the browser is missing: it fails and says so.
 */
@org.jspecify.annotations.NullMarked
package quorate.browser;
