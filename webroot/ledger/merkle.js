// Proofs against a root, decided as quorate.ledger.proof decides them: no part of a proof is ignored. Each answers {holds, why}.

import {concat, same} from './codec.js';

const LIST_LEAF = Uint8Array.of(0);
const LIST_INNER = Uint8Array.of(1);
const MAP_LEAF = Uint8Array.of(2);
const MAP_INNER = Uint8Array.of(3);
const EMPTY = new Uint8Array(32);

const yes = {holds: true, why: ''};
const no = (why) => ({holds: false, why});

/**
 * Whether the list with this root has this data (RFC 9162 §2.1.3.2). A root does not tell how long its list is: where the proof puts the data, and in
 * how long a list, is taken from the proof to find the way and is not shown by it.
 */
export async function inList({digest}, proof, root, data) {
  let place = proof.index;
  let last = proof.size - 1n;
  let node = await digest(LIST_LEAF, data);
  for (const sibling of proof.path) {
    if (last === 0n) return no('the path goes on above the root');
    const right = (place & 1n) === 1n || place === last;
    node = right ? await digest(LIST_INNER, sibling, node) : await digest(LIST_INNER, node, sibling);
    const levels = 1n + (right ? lonely(place) : 0n);
    place >>= levels;
    last >>= levels;
  }
  if (last !== 0n) return no('the path ends below the root');
  return same(node, root) ? yes : no('the path leads to another root');
}

/** The levels at which the last one of a row has nobody at its side and moves up as it is. */
function lonely(place) {
  let levels = 0n;
  while (place !== 0n && ((place >> levels) & 1n) === 0n) levels++;
  return levels;
}

/** Whether the map with this root has exactly this value under the key; a value of null means nothing at all. */
export async function inMap(tools, proof, root, key, value) {
  const place = await tools.digest(key);
  const wrong = value === null ? absent(proof, place) : present(proof, place, await tools.digest(value));
  if (wrong) return no(wrong);
  if (proof.siblings.length > 0 && same(proof.siblings.at(-1), EMPTY)) return no('its way is longer than that of a true tree');
  return same(await climb(tools, proof, place), root) ? yes : no('the way leads to another root');
}

function present({end}, place, value) {
  if (end === null) return 'its way ends where nothing is';
  if (!same(end.key, place)) return 'its way ends at another key';
  return same(end.value, value) ? '' : 'another value is under this key';
}

function absent({end, siblings}, place) {
  if (end === null) return '';
  if (same(end.key, place)) return 'there is something under this key';
  const shared = siblings.every((_, depth) => turnsRight(place, depth) === turnsRight(end.key, depth));
  return shared ? '' : 'the other key is not on the way to this one';
}

async function climb({digest}, {siblings, end}, place) {
  let node = end === null ? EMPTY : await digest(MAP_LEAF, end.key, end.value);
  for (let depth = siblings.length - 1; depth >= 0; depth--) {
    const pair = turnsRight(place, depth) ? [siblings[depth], node] : [node, siblings[depth]];
    node = await digest(MAP_INNER, concat(pair));
  }
  return node;
}

const turnsRight = (digest, depth) => (digest[depth >> 3] & (0x80 >> (depth & 7))) !== 0;
