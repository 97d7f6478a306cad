// The ledger's records as the codec has them: fields, limits and checks are those of quorate.ledger.bft, .state and .proof. The vectors of both
// keep them the same. Pure.

import {ascending, bytes, choice, flag, i32, i64, list, must, optional, record, same, sealed, sized, text} from './codec.js';

const SUPPLY_MAX = 900_000_000_000_000_000n;
const FEE_MAX = 1_000_000_000_000n;
const BLOCKS_MAX = 1_000_000_000n;
const SEAT_POWER_MAX = 1_000_000_000_000_000n;
const POWER_MAX = 1n << 60n;
const ROUND_MAX = 1 << 30;
const MEMBERS_MAX = 100;
const PAYEES_MAX = 32;
const SETTLERS_MAX = 16;

const digest = sized(32);
const key = sized(32);
const signature = sized(64);
const keys = (items, of = (each) => each) => ascending(items.map(of));
const movable = (amount) => amount >= 1n && amount <= SUPPLY_MAX;

// ---- who votes, and how (quorate.ledger.bft)

const VALIDATOR = record({id: key, power: i64}, ({power}) => must(power >= 1n && power <= POWER_MAX, 'a validator has power'));

/** A set of validators, in ascending order of their keys. */
export const VALIDATORS = record({members: list(VALIDATOR, MEMBERS_MAX)}, ({members}) => {
  must(members.length >= 1, 'there are validators');
  must(total(members) <= POWER_MAX, 'power of at most 2^60');
  must(keys(members, (member) => member.id), 'validators are in order, each once');
});

export const total = (members) => members.reduce((sum, member) => sum + member.power, 0n);

function round({height, round: at, validRound}) {
  must(height >= 1n, 'heights begin at 1');
  must(at >= 0 && at <= ROUND_MAX && validRound >= -1 && validRound < at, 'a round is out of its range');
}

const VOTE_TYPE = choice('PREVOTE', 'PRECOMMIT');

export const VOTE = record({type: VOTE_TYPE, height: i64, round: i32, value: optional(digest), validRound: i32, validator: key}, (vote) => {
  round(vote);
  must(vote.validRound === -1 || (vote.type === 'PREVOTE' && vote.value !== null), 'only a prevote for a value has a valid round');
});

export const SIGNED_VOTE = record({vote: VOTE, signature});

export const CERTIFICATE = record(
  {type: VOTE_TYPE, height: i64, round: i32, value: digest, validRound: i32, seals: list(record({validator: key, signature}), MEMBERS_MAX)},
  (certificate) => {
    round(certificate);
    must(certificate.type === 'PREVOTE' || certificate.validRound === -1, 'a commit has no valid round');
    must(certificate.seals.length >= 1, 'somebody has signed');
    must(keys(certificate.seals, (seal) => seal.validator), 'signers are in order, nobody signs twice');
  },
);

/** What all signed bytes begin with: the chain's name and genesis, and the digest of the validators. */
export const HEAD = record({name: text(64), genesis: digest, validators: digest});

// ---- what is recorded (quorate.ledger.state)

export const HEADER = record(
  {
    chain: digest,
    height: i64,
    timeMillis: i64,
    previous: digest,
    transactions: digest,
    results: digest,
    state: digest,
    validators: digest,
    nextValidators: digest,
    evidence: digest,
    lastCommit: digest,
    proposer: key,
  },
  ({height, timeMillis}) => must(height >= 0n && timeMillis >= 0n, 'a height and a time are not negative'),
);

const SEAT = record({validator: key, power: i64});

/** The same bytes as VALIDATORS have, in the words of the state. */
export const SEATS = record({seats: list(SEAT, MEMBERS_MAX)}, ({seats}) => {
  must(seats.length >= 1, 'there are validators');
  must(seats.every(({power}) => power >= 1n && power <= SEAT_POWER_MAX) && total(seats) <= SEAT_POWER_MAX, 'a seat has power');
  must(keys(seats, (seat) => seat.validator), 'validators are in order, each once');
});

const ESCROW_ID = record({owner: key, number: i64}, ({number}) => must(number >= 0n, 'the number of an escrow is not negative'));

const TERMS = record({pricePerTask: i64, replicas: i32, settlers: list(key, SETTLERS_MAX), threshold: i32}, (terms) => {
  must(terms.replicas >= 1 && terms.replicas <= 32, '1 to 32 replicas');
  must(terms.pricePerTask >= BigInt(terms.replicas) && terms.pricePerTask <= SUPPLY_MAX, 'a credit for each replica');
  must(keys(terms.settlers), 'settlers are in order, each once');
  must(terms.threshold >= 1 && terms.threshold <= terms.settlers.length, 'a threshold of settlers');
});

const TASK = record({high: i64, low: i64});
const unsigned = (task) => (BigInt.asUintN(64, task.high) << 64n) | BigInt.asUintN(64, task.low);

const NODES = list(key, PAYEES_MAX);

const SETTLEMENT = record({task: TASK, proof: digest, payees: NODES, contradicted: NODES}, ({payees, contradicted}) => {
  must(payees.length >= 1 && keys(payees), 'payees are in order, each once');
  must(keys(contradicted), 'contradicted nodes are in order, each once');
  must(!contradicted.some((node) => payees.some((payee) => same(node, payee))), 'nobody is paid and contradicted');
});

const BATCH = record({escrow: ESCROW_ID, settlements: list(SETTLEMENT, 256)}, ({settlements}) => {
  const tasks = settlements.map(({task}) => unsigned(task));
  must(tasks.length >= 1 && ascending(tasks, (one, other) => (one < other ? -1 : one > other ? 1 : 0)), 'tasks are in order, each once');
});

const ATTESTATION = record({settler: key, signature});
const amount = (name) => (operation) => must(movable(operation[name]), 'an amount to move');

const OPERATION = sealed({
  1: ['Transfer', record({to: key, amount: i64}, amount('amount'))],
  2: [
    'EscrowOpen',
    record({number: i64, amount: i64, deadlineHeight: i64, terms: TERMS}, (open) =>
      must(open.number >= 0n && movable(open.amount) && open.deadlineHeight >= 1n, 'an escrow has a number, an amount and a deadline'),
    ),
  ],
  3: [
    'EscrowSettle',
    record({batch: BATCH, attestations: list(ATTESTATION, SETTLERS_MAX)}, ({attestations}) =>
      must(keys(attestations, (each) => each.settler), 'settlers are in order, each once'),
    ),
  ],
  4: ['EscrowExpire', record({escrow: ESCROW_ID})],
  5: ['NodeRegister', record({stake: i64}, amount('stake'))],
  6: ['Unstake', record({amount: i64}, amount('amount'))],
  7: ['Withdraw', record({})],
  8: ['ValidatorChange', record({validator: key, power: i64}, ({power}) => must(power >= 0n && power <= SEAT_POWER_MAX, 'a power'))],
  9: [
    'Evidence',
    record({offender: key, height: i64, proof: bytes(64 * 1024)}, ({height, proof}) => must(height >= 1n && proof.length >= 1, 'evidence has a height')),
  ],
});

export const TRANSACTION = record({sender: key, nonce: i64, fee: i64, operation: OPERATION}, ({nonce, fee}) =>
  must(nonce >= 0n && fee >= 0n && fee <= SUPPLY_MAX, 'a nonce and a fee are not negative'),
);

export const SIGNED_TRANSACTION = record({transaction: TRANSACTION, signature});

export const RECEIPT = record({transaction: digest, fee: i64, moved: i64, paid: i32, passed: i32, taken: i64});

export const ENTRY = sealed({
  1: ['Account', record({balance: i64, held: i64, nonce: i64})],
  2: ['Escrow', record({amount: i64, paid: i64, tasks: i64, deadlineHeight: i64, terms: TERMS, open: flag})],
  3: ['Payment', record({escrow: ESCROW_ID, proof: digest, height: i64, each: i64, payees: NODES, taken: list(record({node: key, amount: i64}), PAYEES_MAX)})],
  4: ['Stake', record({bonded: i64, unbonding: list(record({amount: i64, height: i64}), 16)})],
  5: ['Offence', record({slashed: i64, atHeight: i64})],
  6: [
    'Rotation',
    record({current: SEATS, next: SEATS, pending: list(SEAT, MEMBERS_MAX)}, ({pending}) =>
      must(keys(pending, (seat) => seat.validator), 'changes are in order, each validator once'),
    ),
  ],
  7: ['Totals', record({supply: i64, burned: i64, held: i64, staked: i64, vesting: i64, paid: i64, transactions: i64})],
  8: ['Vesting', record({tasks: i64, taken: i64, parts: list(record({amount: i64, freeAtMillis: i64, freeAtTask: i64}), 16)})],
});

const FEES = record(
  {transfer: i64, open: i64, settle: i64, perTask: i64, expire: i64, stake: i64, validatorChange: i64, evidence: i64},
  (fees) => must(Object.values(fees).every((fee) => fee >= 0n && fee <= FEE_MAX), 'a fee is out of its range'),
);

const VESTING = record({tasks: i64, seconds: i64}, ({tasks, seconds}) => {
  must(tasks >= 0n && tasks <= 1_000_000n, 'a number of tasks');
  must(seconds >= 1n && seconds <= BLOCKS_MAX, 'a number of seconds');
});

const POLICY = record(
  {
    fees: FEES,
    epochBlocks: i64,
    unbondingBlocks: i64,
    evidenceBlocks: i64,
    escrowBlocks: i64,
    slashPerMille: i32,
    stakeMin: i64,
    stakePerPower: i64,
    authority: optional(key),
    transactionsMax: i32,
    blockBytesMax: i32,
    vesting: VESTING,
  },
  (policy) => {
    must(policy.epochBlocks >= 2n && policy.epochBlocks <= BLOCKS_MAX, 'an epoch of 2 blocks or more');
    must(policy.evidenceBlocks >= 1n && policy.evidenceBlocks < policy.unbondingBlocks, 'evidence expires first');
    must(policy.unbondingBlocks <= BLOCKS_MAX && policy.escrowBlocks >= 1n && policy.escrowBlocks <= BLOCKS_MAX, 'a number of blocks');
    must(policy.slashPerMille >= 0 && policy.slashPerMille <= 1000, 'thousandths of a stake');
    must(movable(policy.stakeMin) && movable(policy.stakePerPower), 'a stake');
    must(policy.transactionsMax >= 1 && policy.transactionsMax <= 10_000, 'transactions in a block');
    must(policy.blockBytesMax >= 512 * 1024 && policy.blockBytesMax <= 2 * 1024 * 1024, 'bytes in a block');
  },
);

const GRANTS = list(record({account: key, amount: i64}, amount('amount')), 100_000);
const STAKES = list(record({account: key, amount: i64}, amount('amount')), MEMBERS_MAX);

export const GENESIS = record({name: text(64), timeMillis: i64, balances: GRANTS, stakes: STAKES, validators: SEATS, policy: POLICY}, (genesis) => {
  must(genesis.name !== '' && genesis.timeMillis >= 0n, 'a chain has a name and a time');
  must(keys(genesis.balances, (grant) => grant.account) && keys(genesis.stakes, (grant) => grant.account), 'accounts are in order, each once');
  const supply = [...genesis.balances, ...genesis.stakes].reduce((sum, grant) => sum + grant.amount, 0n);
  must(supply <= SUPPLY_MAX, 'a supply that is too large');
});

// ---- proofs (quorate.ledger.proof)

export const INCLUSION_PROOF = record({index: i64, size: i64, path: list(digest, 63)}, ({index, size}) =>
  must(index >= 0n && index < size, 'an index within the list'),
);

export const MAP_PROOF = record({siblings: list(digest, 256), end: optional(record({key: digest, value: digest}))});

/** A key of the state (quorate.ledger.state.StateKey): the tag of its entry, then what identifies it, in fixed sizes. Null for anything else. */
export function stateKey(raw) {
  const kinds = [null, ['Account', 33], ['Escrow', 41], ['Payment', 49], ['Stake', 33], ['Offence', 41], ['Rotation', 1], ['Totals', 1], ['Vesting', 33]];
  const kind = kinds[raw[0]];
  if (!kind || raw.length !== kind[1]) return null;
  const view = new DataView(raw.buffer, raw.byteOffset, raw.byteLength);
  const number = (at) => (raw.length >= at + 8 ? view.getBigUint64(at) : null);
  return {type: kind[0], owner: raw.slice(1, 33), number: number(33), low: number(41)};
}
