import assert from 'node:assert/strict';
import fs from 'node:fs';
import test from 'node:test';
import {check} from './webroot/ledger/bundle.js';
import {decode, encode, hex, ofHex, same} from './webroot/ledger/codec.js';
import {committed, quorum, signBytes, valueId} from './webroot/ledger/commit.js';
import {tools} from './webroot/ledger/crypto.js';
import * as forms from './webroot/ledger/forms.js';
import {inList, inMap} from './webroot/ledger/merkle.js';

const crypto = tools();
const lines = (name) => fs.readFileSync(new URL(`vectors/${name}`, import.meta.url), 'utf8').trim().split('\n').map((line) => line.split(' '));
const STATE = new Map(lines('state-vectors.txt'));
const BFT = new Map(lines('bft/vectors.txt'));
const proof = (name) => fs.readFileSync(new URL(`proofs/${name}.json`, import.meta.url), 'utf8');
const anchors = JSON.parse(proof('anchors'));

const OF_STATE = {
  ...Object.fromEntries(['Account', 'Escrow', 'Payment', 'Stake', 'Offence', 'Rotation', 'Totals', 'Vesting'].map((name) => [name, forms.ENTRY])),
  Transaction: forms.TRANSACTION,
  SignedTransaction: forms.SIGNED_TRANSACTION,
  Receipt: forms.RECEIPT,
  Genesis: forms.GENESIS,
  Header: forms.HEADER,
  InclusionProof: forms.INCLUSION_PROOF,
  MapProof: forms.MAP_PROOF,
  'MapProof.empty': forms.MAP_PROOF,
};
const OPERATIONS = ['Transfer', 'EscrowOpen', 'EscrowSettle', 'EscrowExpire', 'NodeRegister', 'Unstake', 'Withdraw', 'ValidatorChange', 'Evidence'];
const OF_BFT = {Validators: forms.VALIDATORS, SignedVote: forms.SIGNED_VOTE, 'SignedVote.nil': forms.SIGNED_VOTE, Polka: forms.CERTIFICATE, Commit: forms.CERTIFICATE};

/** Every vector with its form; an operation is tried within a transaction. */
function samples() {
  const all = [];
  for (const [name, form] of Object.entries(OF_STATE)) all.push([name, form, ofHex(STATE.get(name))]);
  for (const [name, form] of Object.entries(OF_BFT)) all.push([name, form, ofHex(BFT.get(name))]);
  const head = STATE.get('Transaction').slice(0, -STATE.get('Transfer').length);
  for (const name of OPERATIONS) all.push([name, forms.TRANSACTION, ofHex(head + STATE.get(name))]);
  return all;
}

const value = (form, bytes) => {
  const decoded = decode(form, bytes);
  assert.equal(decoded.why, undefined);
  return decoded.value;
};

// ---- the codec

test('readsAndWritesEveryVectorOfTheNodes', () => {
  for (const [name, form, bytes] of samples()) assert.equal(hex(encode(form, value(form, bytes))), hex(bytes), name);
});

test('refusesBytesThatAreCutShortOrFollow', () => {
  for (const [name, form, bytes] of samples()) {
    for (let size = 0; size < bytes.length; size++) assert.ok(decode(form, bytes.slice(0, size)).why, `${name} cut at ${size}`);
    assert.ok(decode(form, new Uint8Array([...bytes, 0])).why, name);
  }
});

test('givesThatVeryValueOrARefusalWhenABitIsFlipped', () => {
  for (const [name, form, bytes] of samples()) {
    for (let at = 0; at < 8 * bytes.length; at++) {
      const flipped = bytes.slice();
      flipped[at >> 3] ^= 1 << (at & 7);
      const decoded = decode(form, flipped);
      if (decoded.value !== undefined) assert.equal(hex(encode(form, decoded.value)), hex(flipped), `${name} bit ${at}`);
    }
  }
});

test('refusesWhatIsNoBytes', () => {
  for (const wrong of [null, undefined, 'ff', 7, {}]) assert.ok(decode(forms.HEADER, wrong).why);
});

test('keepsEveryDigitOfALargeInteger', () => {
  const account = {type: 'Account', balance: 900_000_000_000_000_001n, held: -1n, nonce: (1n << 63n) - 1n};
  assert.deepEqual(value(forms.ENTRY, encode(forms.ENTRY, account)), account);
});

test('refusesValidatorsOfTooMuchPowerOrOutOfOrder', () => {
  const {members} = value(forms.VALIDATORS, ofHex(BFT.get('Validators')));
  const refused = (list) => assert.ok(decode(forms.VALIDATORS, encode(forms.VALIDATORS, {members: list})).why);
  refused([]);
  refused([members[1], members[0]]);
  refused([members[0], members[0]]);
  refused([{...members[0], power: 0n}]);
  refused([{...members[0], power: 1n << 60n}, members[1]]);
});

test('refusesMoreItemsThanThereMayBe', () => {
  const member = (i) => ({id: Uint8Array.from({length: 32}, (_, at) => (at === 0 ? i : 0)), power: 1n});
  const set = (size) => encode(forms.VALIDATORS, {members: Array.from({length: size}, (_, i) => member(i))});
  assert.equal(decode(forms.VALIDATORS, set(100)).why, undefined);
  assert.match(decode(forms.VALIDATORS, set(101)).why, /length is out of its range/);
  const negative = set(1);
  negative[0] = 0x80;
  assert.match(decode(forms.VALIDATORS, negative).why, /length is out of its range/);
});

// ---- digests and signatures

test('comesToTheDigestsOfTheVectors', async () => {
  const word = (text) => new TextEncoder().encode(`${text}\u0001`);
  const raw = (name) => ofHex(STATE.get(name));
  assert.equal(hex(await crypto.digest(word('quorate/header'), raw('Header'))), STATE.get('Header.digest'));
  assert.equal(hex(await crypto.digest(word('quorate/genesis'), raw('Genesis'))), STATE.get('Genesis.chain'));
  const {validators} = value(forms.GENESIS, raw('Genesis'));
  assert.equal(hex(await crypto.digest(encode(forms.SEATS, validators))), STATE.get('Seats.digest'));
  assert.equal(hex(await crypto.digest(ofHex(BFT.get('Validators')))), BFT.get('validators.digest'));
  const body = await crypto.digest(ofHex('0506'));
  assert.equal(hex(await valueId(crypto, ofHex('01020304'), body)), BFT.get('value.id'));
});

const VECTOR_CHAIN = {name: 'quorate-vectors', genesis: await crypto.digest(ofHex('00'))};
const VECTOR_VALIDATORS = value(forms.VALIDATORS, ofHex(BFT.get('Validators')));

test('comesToTheBytesThatValidatorsSign', async () => {
  for (const [name, bytes] of [['SignedVote', 'vote.signBytes'], ['SignedVote.nil', 'nil.signBytes']]) {
    const {vote, signature} = value(forms.SIGNED_VOTE, ofHex(BFT.get(name)));
    const signed = await signBytes(crypto, VECTOR_CHAIN, VECTOR_VALIDATORS, vote);
    assert.equal(hex(signed), BFT.get(bytes));
    assert.equal(await crypto.verify(vote.validator, signed, signature), true);
  }
});

test('acceptsNoSignatureThatTheNodesRefuse', async () => {
  const vectors = lines('ed25519-vectors.txt').filter(([name]) => name !== '#');
  assert.ok(vectors.length >= 15);
  for (const [name, answer, key, message, signature] of vectors) {
    const holds = await crypto.verify(ofHex(key), ofHex(message === '-' ? '' : message), ofHex(signature));
    if (answer === 'refuse') assert.equal(holds, false, name);
    if (name.startsWith('rfc8032')) assert.equal(holds, true, name);
  }
});

test('refusesKeysOfSmallOrderAndInASecondSpelling', async () => {
  const {subtle} = globalThis.crypto;
  const easy = {importKey: (...all) => subtle.importKey(...all), verify: async () => true};
  for (const low of ['01', 'ec', 'ed', 'ee', 'ff']) {
    for (const sign of ['00', '7f', '80', 'ff']) {
      const middle = low === '01' ? '00' : 'ff';
      const key = ofHex(low + middle.repeat(30) + sign);
      const small = low === '01' ? sign === '00' || sign === '80' : sign === '7f' || sign === 'ff';
      if (small) assert.equal(await tools(easy).verify(key, key, new Uint8Array(64)), false, hex(key));
    }
  }
});

// ---- commits

const COMMIT = value(forms.CERTIFICATE, ofHex(BFT.get('Commit')));
const commits = (change = {}, validators = VECTOR_VALIDATORS, chain = VECTOR_CHAIN) =>
  committed(crypto, chain, validators, {...COMMIT, ...change}, {height: COMMIT.height, value: COMMIT.value});

test('acceptsACommitOfAQuorum', async () => {
  const found = await commits();
  assert.deepEqual(found, {holds: true, why: '', signers: 3, power: 7n, needed: 5n});
});

test('countsThePowerAndNotTheHeads', async () => {
  const [heavy, second, third] = COMMIT.seals;
  assert.equal((await commits({seals: [heavy, second]})).holds, true);
  assert.match((await commits({seals: [second, third]})).why, /4 of 7 power, and 5 is needed/);
  assert.equal(quorum([{power: 3n}]), 3n);
  assert.equal(quorum([1n, 1n, 1n, 1n].map((power) => ({power}))), 3n);
});

test('countsNobodyTwice', async () => {
  const [heavy] = COMMIT.seals;
  assert.match((await commits({seals: [heavy, heavy]})).why, /signs twice/);
  assert.ok(decode(forms.CERTIFICATE, encode(forms.CERTIFICATE, {...COMMIT, seals: [heavy, heavy]})).why);
});

test('refusesACommitOfAnotherKindHeightRoundValueOrChain', async () => {
  assert.match((await commits({type: 'PREVOTE'})).why, /decide nothing/);
  assert.match((await commits({height: 7n})).why, /block 7/);
  assert.match((await commits({value: new Uint8Array(32)})).why, /another block/);
  assert.match((await commits({round: COMMIT.round + 1})).why, /not its own/);
  assert.match((await commits({}, VECTOR_VALIDATORS, {...VECTOR_CHAIN, name: 'other'})).why, /not its own/);
});

test('refusesACommitOfOthersThanTheValidators', async () => {
  const others = {members: VECTOR_VALIDATORS.members.slice(1)};
  assert.match((await commits({}, others)).why, /is no validator/);
  const lighter = {members: VECTOR_VALIDATORS.members.map((member) => ({...member, power: 1n}))};
  assert.match((await commits({}, lighter)).why, /not its own/);
});

// ---- proofs

test('provesAndDisprovesNothingByAPathOfAnotherLength', async () => {
  const leaf = ofHex('aa');
  const root = await crypto.digest(ofHex('00'), leaf);
  assert.equal((await inList(crypto, {index: 0n, size: 1n, path: []}, root, leaf)).holds, true);
  assert.match((await inList(crypto, {index: 0n, size: 1n, path: [root]}, root, leaf)).why, /above the root/);
  assert.match((await inList(crypto, {index: 0n, size: 2n, path: []}, root, leaf)).why, /below the root/);
  const huge = {index: (1n << 63n) - 2n, size: (1n << 63n) - 1n, path: Array(63).fill(root)};
  assert.equal((await inList(crypto, huge, root, leaf)).holds, false);
});

test('findsEveryLeafOfListsOfEverySizeAndNoOther', async () => {
  const node = (left, right) => crypto.digest(ofHex('01'), left, right);
  const leaves = await Promise.all(Array.from({length: 9}, (_, i) => crypto.digest(ofHex('00'), Uint8Array.of(i))));
  const split = (size) => 2 ** Math.floor(Math.log2(size - 1));
  const root = async (list) => (list.length === 1 ? list[0] : node(await root(list.slice(0, split(list.length))), await root(list.slice(split(list.length)))));
  const path = async (list, index) => {
    if (list.length === 1) return [];
    const at = split(list.length);
    const [left, right] = [list.slice(0, at), list.slice(at)];
    return index < at ? [...(await path(left, index)), await root(right)] : [...(await path(right, index - at)), await root(left)];
  };
  for (let size = 1; size <= 9; size++) {
    const list = leaves.slice(0, size);
    for (let index = 0; index < size; index++) {
      const shown = {index: BigInt(index), size: BigInt(size), path: await path(list, index)};
      const top = await root(list);
      assert.equal((await inList(crypto, shown, top, Uint8Array.of(index))).holds, true);
      for (let wrong = 0; wrong < 9; wrong++) {
        if (wrong === index) continue;
        assert.equal((await inList(crypto, shown, top, Uint8Array.of(wrong))).holds, false);
        if (wrong < size) assert.equal((await inList(crypto, {...shown, index: BigInt(wrong)}, top, Uint8Array.of(index))).holds, false);
      }
    }
  }
});

test('showsWhatIsInAListAndNotHowLongItIs', async () => {
  const json = JSON.parse(proof('transaction'));
  const shown = value(forms.INCLUSION_PROOF, ofHex(json.claim.proof));
  assert.deepEqual([shown.index, shown.size], [1n, 3n]);
  json.claim.proof = hex(encode(forms.INCLUSION_PROOF, {...shown, size: 4n}));
  const report = await check(JSON.stringify(json), anchors.genesis, crypto);
  assert.equal(report.holds, true); // the same way through the tree: so nothing that is told may depend on it
  assert.equal(report.why, (await check(proof('transaction'), anchors.genesis, crypto)).why);
});

test('tellsAnEntryFromItsAbsence', async () => {
  const key = ofHex('01');
  const place = await crypto.digest(key);
  const end = {key: place, value: await crypto.digest(ofHex('aa'))};
  const root = await crypto.digest(ofHex('02'), end.key, end.value);
  const only = {siblings: [], end};
  assert.equal((await inMap(crypto, only, root, key, ofHex('aa'))).holds, true);
  assert.match((await inMap(crypto, only, root, key, ofHex('ab'))).why, /another value/);
  assert.match((await inMap(crypto, only, root, key, null)).why, /something under this key/);
  assert.equal((await inMap(crypto, only, root, ofHex('02'), null)).holds, true);
  assert.match((await inMap(crypto, only, root, ofHex('02'), ofHex('aa'))).why, /another key/);
  const empty = new Uint8Array(32);
  assert.equal((await inMap(crypto, {siblings: [], end: null}, empty, key, null)).holds, true);
  assert.match((await inMap(crypto, {siblings: [], end: null}, empty, key, ofHex('aa'))).why, /nothing is/);
});

test('refusesAWayThatIsLongerThanThatOfATrueTree', async () => {
  const key = ofHex('01');
  const end = {key: await crypto.digest(key), value: await crypto.digest(ofHex('aa'))};
  const leaf = await crypto.digest(ofHex('02'), end.key, end.value);
  const empty = new Uint8Array(32);
  const right = (end.key[0] & 0x80) !== 0;
  const root = await crypto.digest(ofHex('03'), ...(right ? [empty, leaf] : [leaf, empty]));
  assert.match((await inMap(crypto, {siblings: [empty], end}, root, key, ofHex('aa'))).why, /true tree/);
});

test('refusesAnAbsenceByAKeyFromElsewhere', async () => {
  const place = await crypto.digest(ofHex('01'));
  const far = {key: place.slice(), value: place};
  far.key[0] ^= 0x80;
  const leaf = await crypto.digest(ofHex('02'), far.key, far.value);
  const sibling = await crypto.digest(ofHex('77'));
  const right = (place[0] & 0x80) !== 0;
  const root = await crypto.digest(ofHex('03'), ...(right ? [sibling, leaf] : [leaf, sibling]));
  assert.match((await inMap(crypto, {siblings: [sibling], end: far}, root, ofHex('01'), null)).why, /not on the way/);
});

// ---- bundles of a real chain

const SOUND = {
  account: [anchors.genesis, /^After block 5, the account \w{64} has 1,000,250 credits, 0 more in open escrows, and has sent 0 transactions\.$/],
  payment: [anchors.genesis, /task 01920000-0000-7000-8000-000000000001 of \w{64} is paid, at block 2 from escrow 7: 33 credits to each of \w{64}, \w{64}\.$/],
  absent: [anchors.validators, /^After block 2 there is nothing under the key of the account \w{64}\.$/],
  rotation: [anchors.handover, /5 validators vote on the next block and 5 on the one after it\.$/],
  totals: [anchors.validators, /there are 6,040,000 credits/],
  transaction: [anchors.first, /^Block 1 has this transaction: \w{64} opens escrow 7 with 1,000 credits, for a fee of 2; it is its transaction 1\.$/],
  receipt: [anchors.genesis, /^Block 1 has executed the transaction \w{64}: 0 credits moved, 6 burned as its fee\.$/],
};

test('soundBundlesHold', async () => {
  for (const [name, [anchor, words]] of Object.entries(SOUND)) {
    const report = await check(proof(name), anchor, crypto);
    assert.equal(report.holds, true, `${name}: ${report.why}`);
    assert.match(report.why, words);
    assert.ok(report.steps.every((step) => step.holds === true && step.words.length > 10));
  }
});

test('tellsStepByStepWhoAgreed', async () => {
  const {steps} = await check(proof('account'), anchors.genesis, crypto);
  assert.deepEqual(steps.map((step) => step.title), ['The file', 'What you trust', 'Block 3', 'Block 5', 'The claim']);
  assert.equal(steps[2].words, 'Agreed on 2023-11-14 22:13:23 UTC by 4 of 4 validators, with 400 of 400 power; 267 is needed. Every signature holds.');
});

test('forgedBundlesFailAndSayWhy', async () => {
  const why = {
    few: /^The signers have 200 of 400 power, and 267 is needed\.$/,
    prevotes: /^These votes decide nothing/,
    strangers: /^The validators are not those that are trusted\.$/,
    mixed: /^\w{8} signs and is no validator\.$/i,
    another: /^The votes are for block 2\.$/,
    leap: /^The header names other validators than those that are trusted\.$/,
    back: /^The header is not later than the one before it\.$/,
  };
  for (const [name, words] of Object.entries(why)) {
    const report = await check(proof(name), anchors.genesis, crypto);
    assert.equal(report.holds, false, name);
    assert.match(report.why, words);
  }
});

test('refusesPartsThatDoNotBelongTogether', async () => {
  const why = async (change) => {
    const json = JSON.parse(proof('account'));
    change(json);
    const report = await check(JSON.stringify(json), anchors.validators, crypto);
    const handed = await check(JSON.stringify(json), anchors.handover, crypto);
    assert.deepEqual([report.holds, handed.holds], [false, false]);
    return handed.why;
  };
  const other = (digest) => digest.replace(/^./, (digit) => (digit === '0' ? '1' : '0'));
  assert.match(await why((json) => (json.chain.name = 'other')), /^The chain has an unknown field “name”/);
  assert.match(await why((json) => (json.chain.genesis = other(json.chain.genesis))), /^The genesis in the file has another digest/);
  assert.match(await why((json) => (json.chain = {genesis: other(json.chain.genesis)})), /^The header is of another chain/);
  assert.match(await why((json) => (json.claim.key = `04${json.claim.key.slice(2)}`)), /^The entry is not of the kind/);
});

test('holdsFromNoOtherAnchor', async () => {
  for (const anchor of [anchors.last, anchors.genesis.replace(/^./, (digit) => (digit === '0' ? '1' : '0'))]) {
    assert.equal((await check(proof('account'), anchor, crypto)).holds, false);
  }
});

test('decidesNothingWithoutAnAnchor', async () => {
  for (const anchor of ['', '  ', 'abc', `${anchors.genesis}00`, 'g'.repeat(64)]) {
    const report = await check(proof('account'), anchor, crypto);
    assert.equal(report.holds, null);
    assert.match(report.why, /only agree with itself/);
    assert.equal(report.steps.at(-1).holds, true);
  }
  assert.equal((await check(proof('few'), '', crypto)).holds, false);
});

test('decidesNothingFromAGenesisThatIsNotThere', async () => {
  const json = JSON.parse(proof('account'));
  delete json.chain.content;
  assert.equal((await check(JSON.stringify(json), anchors.genesis, crypto)).holds, null);
  assert.equal((await check(JSON.stringify(json), anchors.validators, crypto)).holds, true);
});

test('decidesNothingWhereTheBrowserCannot', async () => {
  const {subtle} = globalThis.crypto;
  const old = {
    digest: (...all) => subtle.digest(...all),
    importKey: async () => {
      throw new DOMException('no such algorithm', 'NotSupportedError');
    },
  };
  const report = await check(proof('account'), anchors.genesis, tools(old));
  assert.equal(report.holds, null);
  assert.match(report.why, /^This browser cannot check signatures/);
  assert.match((await check(proof('account'), anchors.genesis, tools(null))).why, /only to pages that come over HTTPS/);
});

test('refusesWhatIsNoBundle', async () => {
  for (const text of ['', 'x', 'null', '[]', '7', '{}', '{"format":"quorate-proof/1"}', '{"__proto__":1}', null, 7, '['.repeat(100_000)]) {
    const report = await check(text, anchors.genesis, crypto);
    assert.equal(report.holds, false);
    assert.ok(report.why);
  }
});

test('refusesFieldsThatItDoesNotKnowAndTypesThatAreOther', async () => {
  const json = () => JSON.parse(proof('account'));
  const places = [(j) => j, (j) => j.chain, (j) => j.headers[0], (j) => j.claim];
  for (const place of places) {
    const more = json();
    place(more).more = 1;
    assert.match((await check(JSON.stringify(more), anchors.genesis, crypto)).why, /unknown field “more”/);
    for (const name of Object.keys(place(json()))) {
      for (const wrong of [null, 7, [], {}, 'zz', 'a', '']) {
        if (name === 'content' && wrong === undefined) continue;
        const changed = json();
        place(changed)[name] = wrong;
        assert.notEqual((await check(JSON.stringify(changed), anchors.genesis, crypto)).holds, true, `${name} ${wrong}`);
      }
    }
  }
});

/**
 * Whether a changed file shows what the sound one shows, or anything that is not so. One change makes another true claim: beside a key that has
 * nothing there are others that have nothing, and the claim then names such another key.
 */
async function deceives(name, changed) {
  const report = await check(changed, SOUND[name][0], crypto);
  if (report.holds !== true) return false;
  const sound = await check(proof(name), SOUND[name][0], crypto);
  return name !== 'absent' || report.why === sound.why || !/there is nothing under the key/.test(report.why);
}

test('noByteOfABundleCanBeChanged', async () => {
  for (const name of ['absent']) { // the others are tried in a browser
    const bytes = new TextEncoder().encode(proof(name));
    for (let at = 0; at < bytes.length; at++) {
      const changed = bytes.slice();
      changed[at] ^= 1 << (at % 8);
      assert.equal(await deceives(name, new TextDecoder().decode(changed)), false, `${name} at ${at}`);
    }
  }
});

test('noDigitOfABundleCanBeReplacedByAnother', async () => {
  for (const name of ['payment']) {
    const text = proof(name);
    for (const {0: field, index} of text.matchAll(/"[0-9a-f]{64,}"/g)) {
      for (let at = 1; at < field.length - 1; at++) {
        const digit = ((parseInt(field[at], 16) + 1 + (at % 15)) % 16).toString(16);
        const changed = text.slice(0, index + at) + digit + text.slice(index + at + 1);
        assert.equal(await deceives(name, changed), false, `${name} at ${index + at}`);
      }
    }
  }
});

test('comparesAllBytes', () => {
  assert.ok(same(Uint8Array.of(1, 2), Uint8Array.of(1, 2)));
  assert.ok(!same(Uint8Array.of(1, 2), Uint8Array.of(1)));
});
