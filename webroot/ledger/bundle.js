// A proof bundle: a file with which anyone checks one fact of the ledger alone, from one digest that they trust. docs/proof.md has the form.
//
//   const report = await check(text, 'f7d4…', tools());
//   report.holds, report.why, report.steps; // [{title, holds, words}]; holds: true, false, or null where it could not be decided
//
// Nothing throws, whatever the file. Checked are: that the digest leads to a set of validators; that a quorum of them agreed on the first header,
// of those that it names on the next one, and so on; that what is claimed is under the last header. Not checked is what only a network can tell: that
// the fact is still true now, and that validators who have left did not sign a second history since. Trust a recent header to be safe from that.

import {Refusal, decode, encode, hex, must, ofHex, same} from './codec.js';
import {committed, valueId} from './commit.js';
import {Unchecked} from './crypto.js';
import {CERTIFICATE, ENTRY, GENESIS, HEADER, INCLUSION_PROOF, MAP_PROOF, RECEIPT, SEATS, SIGNED_TRANSACTION, VALIDATORS, stateKey} from './forms.js';
import {inList, inMap} from './merkle.js';
import {agreedWords, claimWords} from './words.js';

export const FORMAT = 'quorate-proof/1';
export const HEADERS_MAX = 256;
export const BYTES_MAX = 16 * 1024 * 1024;

/** The title of the last step: one that is not reached was not checked. */
export const LAST = 'The claim';

/** What a vote names besides the digest of the genesis: see quorate.ledger.chain.Origin. */
const CHAIN = 'quorate';

const GENESIS_DOMAIN = new TextEncoder().encode('quorate/genesis\u0001');
const HEADER_DOMAIN = new TextEncoder().encode('quorate/header\u0001');

/**
 * Checks a bundle.
 * @param text the file's text
 * @param anchor what the reader trusts, from elsewhere: the digest of the genesis, of the first validators or of the first header, in 64 hexadecimal
 *   digits. Without one a file only agrees with itself, which proves nothing
 * @param tools see crypto.js
 * @returns {holds, why, steps}; holds is null where it could not be decided
 */
export async function check(text, anchor, tools) {
  const steps = [];
  const step = async (title, work) => {
    const {holds, words, value} = await settled(work);
    steps.push({title, holds, words});
    if (value === undefined) throw new Stop();
    return value;
  };
  try {
    const words = await walk(text, anchor, tools, step);
    const open = steps.find((each) => each.holds === null);
    return {holds: open ? null : true, why: open ? open.words : words, steps};
  } catch (stop) {
    const last = steps.at(-1);
    return {holds: last.holds === false ? false : null, why: last.words, steps};
  }
}

class Stop extends Error {}

/** What a step came to, without a value if nothing can follow; a problem that is no refusal says nothing about the proof. */
async function settled(work) {
  try {
    return {holds: true, ...(await work())};
  } catch (problem) {
    if (problem instanceof Refusal) return {holds: false, words: sentence(problem.message)};
    return {holds: null, words: problem instanceof Unchecked ? problem.message : `This could not be checked: ${problem.message}`};
  }
}

async function walk(text, anchor, tools, step) {
  const bundle = await step('The file', () => read(text));
  let validators = await step('What you trust', () => anchored(bundle, anchor, tools));
  let last = null;
  for (const link of bundle.headers) {
    last = await step(`Block ${link.header.height}`, () => agreed(bundle, link, {last, validators}, tools));
    validators = last.nextValidators;
  }
  return step(LAST, () => claimed(bundle.claim, last, tools));
}

// ---- the file

function read(text) {
  must(typeof text === 'string' && text.length <= BYTES_MAX, 'the file is larger than 16 MiB');
  const json = fields(parsed(text), 'the file', ['format', 'chain', 'headers', 'claim']);
  must(json.format === FORMAT, `this is no proof in the format ${FORMAT}`);
  must(Array.isArray(json.headers) && json.headers.length >= 1 && json.headers.length <= HEADERS_MAX, '1 to 256 headers');
  const bundle = {chain: readChain(json.chain), headers: json.headers.map(readLink), claim: readClaim(json.claim)};
  return {value: bundle, words: `A proof about the chain ${named(bundle.chain)}, by ${count(bundle.headers.length, 'header')}.`};
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    throw new Refusal('this is no JSON');
  }
}

/** An object with these fields and no other. */
function fields(json, what, names, more = []) {
  must(json !== null && typeof json === 'object' && !Array.isArray(json), `${what} is no object`);
  for (const name of names) must(Object.hasOwn(json, name), `${what} has no “${name}”`);
  for (const name of Object.keys(json)) must(names.includes(name) || more.includes(name), `${what} has an unknown field “${name.slice(0, 40)}”`);
  return json;
}

function readChain(json) {
  fields(json, 'the chain', ['genesis'], ['content']);
  const content = json.content === undefined ? null : binary(json.content, 'content');
  return {genesis: digestOf(json.genesis, 'genesis'), content, opening: content && form(GENESIS, content, 'the genesis')};
}

function readLink(json) {
  fields(json, 'a header', ['validators', 'header', 'body', 'commit']);
  const raw = binary(json.header, 'header');
  return {
    raw,
    header: form(HEADER, raw, 'a header'),
    body: digestOf(json.body, 'body'),
    validators: form(VALIDATORS, binary(json.validators, 'validators'), 'a set of validators'),
    commit: form(CERTIFICATE, binary(json.commit, 'commit'), 'a commit'),
  };
}

function readClaim(json) {
  must(json !== null && typeof json === 'object', 'the claim is no object');
  if (json.kind === 'entry') return readEntry(fields(json, 'the claim', ['kind', 'key', 'entry', 'proof']));
  must(json.kind === 'transaction' || json.kind === 'receipt', 'the claim is of no known kind');
  fields(json, 'the claim', ['kind', 'content', 'proof']);
  const raw = binary(json.content, 'content');
  const content = form(json.kind === 'receipt' ? RECEIPT : SIGNED_TRANSACTION, raw, `the ${json.kind}`);
  return {kind: json.kind, raw, content, proof: form(INCLUSION_PROOF, binary(json.proof, 'proof'), 'the proof')};
}

function readEntry(json) {
  const key = binary(json.key, 'key');
  const named = stateKey(key);
  must(named, 'the key is none of the state');
  const raw = json.entry === null ? null : binary(json.entry, 'entry');
  const content = raw && form(ENTRY, raw, 'the entry');
  must(!content || content.type === named.type, 'the entry is not of the kind that its key says');
  return {kind: 'entry', key, named, raw, content, proof: form(MAP_PROOF, binary(json.proof, 'proof'), 'the proof')};
}

function binary(text, name) {
  const bytes = ofHex(text);
  must(bytes, `“${name}” is not in hexadecimal digits of lower case`);
  return bytes;
}

function digestOf(text, name) {
  const bytes = binary(text, name);
  must(bytes.length === 32, `“${name}” is no digest`);
  return bytes;
}

function form(of, bytes, what) {
  const {value, why} = decode(of, bytes);
  must(value !== undefined, `${what} is malformed: ${why}`);
  return value;
}

// ---- from what is trusted to the claim

/** The digest of the first validators, so far as it follows from the anchor. */
async function anchored({chain, headers: [first]}, anchor, tools) {
  if (chain.content) {
    must(same(await tools.digest(GENESIS_DOMAIN, chain.content), chain.genesis), 'the genesis in the file has another digest');
  }
  const trusted = ofHex(anchor.trim().toLowerCase());
  const given = await tools.digest(encode(VALIDATORS, first.validators));
  if (trusted === null || trusted.length !== 32) {
    const missing = anchor.trim() === '' ? 'You have named no digest that you trust' : 'A digest has 64 hexadecimal digits';
    return {holds: null, value: given, words: `${missing}: without one a file can only agree with itself.`};
  }
  if (same(trusted, given)) return {value: given, words: 'The digest that you trust is that of the first validators.'};
  if (same(trusted, await tools.digest(HEADER_DOMAIN, first.raw))) {
    return {value: first.header.validators, words: 'The digest that you trust is that of the first header, which names its validators.'};
  }
  must(same(trusted, chain.genesis), 'the digest that you trust is neither that of the genesis, nor of the first validators, nor of the first header in the file');
  if (!chain.opening) throw new Unchecked('You trust the genesis, from which the first validators follow, but it is not in the file. Ask for a proof with it.');
  const seats = await tools.digest(encode(SEATS, chain.opening.validators));
  return {value: seats, words: 'The digest that you trust is that of the genesis, which names the first validators.'};
}

/** That validators who are known agreed on a header; the header. */
async function agreed({chain}, link, {last, validators}, tools) {
  const {header} = link;
  must(same(header.chain, chain.genesis), 'the header is of another chain');
  must(last === null || header.height > last.height, 'the header is not later than the one before it');
  must(same(header.validators, validators), 'the header names other validators than those that are trusted');
  must(same(await tools.digest(encode(VALIDATORS, link.validators)), validators), 'the validators are not those that are trusted');
  const value = await valueId(tools, link.raw, link.body);
  const found = await committed(tools, {name: CHAIN, genesis: chain.genesis}, link.validators, link.commit, {height: header.height, value});
  must(found.holds, found.why);
  return {value: header, words: agreedWords(header, link.validators, found)};
}

async function claimed(claim, header, tools) {
  const found = await proven(claim, header, tools);
  must(found.holds, found.why);
  const words = claimWords(claim, header);
  return {value: words, words};
}

function proven({kind, key, raw, proof}, header, tools) {
  if (kind === 'entry') return inMap(tools, proof, header.state, key, raw);
  return inList(tools, proof, kind === 'receipt' ? header.results : header.transactions, raw);
}

const named = ({genesis, opening}) => (opening ? `“${opening.name}”` : hex(genesis));
const sentence = (words) => `${words[0].toUpperCase()}${words.slice(1)}.`;
const count = (many, noun) => `${many} ${noun}${many === 1 ? '' : 's'}`;
