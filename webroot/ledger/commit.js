// Whether a block was agreed on: the votes of a quorum for exactly this header and body, as quorate.ledger.bft.Certificate decides it.

import {encode, hex, same} from './codec.js';
import {HEAD, VALIDATORS, VOTE, total} from './forms.js';

const domain = (word) => new TextEncoder().encode(`${word}\u0001`);
const VALUE = domain('quorate/ledger/value');
const VOTES = domain('quorate/ledger/vote');

const no = (why) => ({holds: false, why});

/** What validators vote for: the id of a value, from its header's bytes and its body's digest. */
export const valueId = async ({digest}, header, body) => digest(VALUE, await digest(header), body);

/** The power that any two quorums share an honest validator by: floor(2P/3) + 1. */
export const quorum = (members) => (2n * total(members)) / 3n + 1n;

/** The 32 bytes that a validator signs for its vote. */
export async function signBytes({digest}, chain, validators, vote) {
  const head = {name: chain.name, genesis: chain.genesis, validators: await digest(encode(VALIDATORS, validators))};
  return digest(VOTES, encode(HEAD, head), encode(VOTE, vote));
}

/** Whether the certificate is a commit of this value at this height by these validators; then with {signers, power, needed}. */
export async function committed(tools, chain, validators, certificate, {height, value}) {
  if (certificate.type !== 'PRECOMMIT') return no('these votes decide nothing: they are not precommits');
  if (certificate.height !== height) return no(`the votes are for block ${certificate.height}`);
  if (!same(certificate.value, value)) return no('the votes are for another block');
  const powers = new Map(validators.members.map((member) => [hex(member.id), member.power]));
  const seen = new Set(certificate.seals.map((seal) => hex(seal.validator)));
  if (seen.size !== certificate.seals.length) return no('somebody signs twice');
  const stranger = [...seen].find((signer) => !powers.has(signer));
  if (stranger) return no(`${stranger.slice(0, 8)} signs and is no validator`);
  const power = [...seen].reduce((sum, signer) => sum + powers.get(signer), 0n);
  const needed = quorum(validators.members);
  if (power < needed) return no(`the signers have ${power} of ${total(validators.members)} power, and ${needed} is needed`);
  for (const seal of certificate.seals) {
    const vote = {type: 'PRECOMMIT', height, round: certificate.round, value, validRound: -1, validator: seal.validator};
    const signed = await tools.verify(seal.validator, await signBytes(tools, chain, validators, vote), seal.signature);
    if (!signed) return no(`the signature of ${hex(seal.validator).slice(0, 8)} is not its own`);
  }
  return {holds: true, why: '', signers: seen.size, power, needed};
}
