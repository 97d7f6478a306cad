// SHA-256 and Ed25519 by WebCrypto.
//
// Verifiers of Ed25519 disagree on edge cases. The nodes all use one, which refuses keys of small order and keys in a second spelling, and whose
// equation has the cofactor; browsers' equation mostly has none. Those keys are refused here as well, so that whatever a browser accepts the
// nodes accept. The other way round does not hold: a validator that makes its signature for the purpose can have one that nodes accept and a
// browser refuses. Such a viewer sees a true proof fail. It cannot split the ledger, since viewers do not vote.

import {compare, concat, hex} from './codec.js';

/** It cannot be decided here, which is not the same as that it is wrong. */
export class Unchecked extends Error {}

const PRIME = Uint8Array.from({length: 32}, (_, i) => (i === 0 ? 0x7f : 0xff)).fill(0xed, 31); // 2^255 − 19, big-endian

/** The points whose order divides 8, by y in little-endian order, without the bit for the sign of x. */
const SMALL = new Set([
  '00'.repeat(32),
  `01${'00'.repeat(31)}`,
  `ec${'ff'.repeat(30)}7f`,
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
]);

/** What a browser has, as `digest(...parts)` and `verify(key, message, signature)`. Where it has nothing, both fail as Unchecked. */
export function tools(subtle = globalThis.crypto?.subtle) {
  return {digest: (...parts) => digest(subtle, parts), verify: (key, message, signature) => verify(subtle, key, message, signature)};
}

async function digest(subtle, parts) {
  if (!subtle) throw new Unchecked('This browser lends its cryptography only to pages that come over HTTPS or from this computer.');
  return new Uint8Array(await subtle.digest('SHA-256', concat(parts)));
}

async function verify(subtle, key, message, signature) {
  if (!sound(key)) return false;
  let imported;
  try {
    imported = await subtle.importKey('raw', key, {name: 'Ed25519'}, false, ['verify']);
  } catch (refused) {
    if (refused?.name !== 'DataError') throw new Unchecked('This browser cannot check signatures: it knows no Ed25519. Chromium 137, Firefox 129 and Safari 17 do.');
    return false; // no point of the curve
  }
  return subtle.verify({name: 'Ed25519'}, imported, signature, message).catch(() => false);
}

function sound(key) {
  const y = Uint8Array.from(key);
  y[31] &= 0x7f;
  return compare(y.slice().reverse(), PRIME) < 0 && !SMALL.has(hex(y));
}
