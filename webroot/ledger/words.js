// What a proof shows, in words. Keys are told in full: one that looks like another by its first digits is soon made. Pure.

import {hex} from './codec.js';
import {total} from './forms.js';

const MILLIS_MAX = 8_640_000_000_000_000n; // the last moment that a Date can name

const whole = new Intl.NumberFormat('en');
const count = (value) => whole.format(value);

function some(value, noun) {
  return `${count(value)} ${noun}${BigInt(value) === 1n ? '' : 's'}`;
}

function moment(millis) {
  return millis <= MILLIS_MAX ? `on ${new Date(Number(millis)).toISOString().slice(0, 19).replace('T', ' ')} UTC` : 'at a time that no calendar has';
}

export function agreedWords(header, validators, {signers, power, needed}) {
  const members = validators.members.length;
  return `Agreed ${moment(header.timeMillis)} by ${signers} of ${some(members, 'validator')}, with ${count(power)} of ${count(total(validators.members))} power; ${count(needed)} is needed. Every signature holds.`;
}

/** One sentence for what a proof has shown to be so after a block. */
export function claimWords(claim, header) {
  const after = `After block ${header.height}`;
  if (claim.kind === 'transaction') return `Block ${header.height} has this transaction: ${operation(claim.content.transaction)}`;
  if (claim.kind === 'receipt') return receipt(claim.content, header);
  if (claim.content === null) return `${after} there is nothing under the key of ${subject(claim.named)}.`;
  return `${after}, ${ENTRIES[claim.content.type](claim.content, claim.named)}`;
}

function subject({type, owner, number, low}) {
  const names = {
    Account: () => `the account ${hex(owner)}`,
    Escrow: () => `escrow ${number} of ${hex(owner)}`,
    Payment: () => `task ${uuid(number, low)} of ${hex(owner)}`,
    Stake: () => `the stake of ${hex(owner)}`,
    Offence: () => `an offence of ${hex(owner)} at block ${number}`,
    Rotation: () => 'the validators',
    Totals: () => 'the sums',
    Vesting: () => `the pay of ${hex(owner)}`,
  };
  return names[type]();
}

const ENTRIES = {
  Account: (entry, key) => `${subject(key)} has ${some(entry.balance, 'credit')}, ${count(entry.held)} more in open escrows, and has sent ${some(entry.nonce, 'transaction')}.`,
  Escrow: (entry, key) =>
    `${subject(key)} is ${entry.open ? 'open' : 'closed'}: ${count(entry.paid)} of ${some(entry.amount, 'credit')} paid for ${some(entry.tasks, 'task')}; its last block is ${entry.deadlineHeight}.`,
  Payment: (entry, key) =>
    `${subject(key)} is paid, at block ${entry.height} from escrow ${entry.escrow.number}: ${some(entry.each, 'credit')} to each of ${entry.payees.map(hex).join(', ')}.${entry.taken.map(({node, amount}) => ` ${hex(node)} was contradicted: ${some(amount, 'credit')} of its pay burned.`).join('')}`,
  Stake: (entry, key) => `${subject(key)} is ${some(entry.bonded, 'credit')}, and ${some(entry.unbonding.length, 'part')} more on the way back.`,
  Offence: (entry, key) => `${subject(key)} has been punished by ${some(entry.slashed, 'credit')}, at block ${entry.atHeight}.`,
  Rotation: (entry) => `${some(entry.current.seats.length, 'validator')} vote on the next block and ${count(entry.next.seats.length)} on the one after it.`,
  Totals: (entry) =>
    `there are ${some(entry.supply, 'credit')}: ${count(entry.burned)} burned, ${count(entry.held)} in escrows, ${count(entry.staked)} staked, ${count(entry.vesting)} vesting; ${count(entry.paid)} paid to nodes in all, in ${some(entry.transactions, 'transaction')}.`,
  Vesting: (entry, key) =>
    `${subject(key)} vests: ${some(entry.parts.reduce((sum, part) => sum + part.amount, 0n), 'credit')} in ${some(entry.parts.length, 'part')}, for ${some(entry.tasks, 'task')} in all; ${some(entry.taken, 'credit')} taken back so far.`,
};

const OPERATIONS = {
  Transfer: (to) => `sends ${some(to.amount, 'credit')} to ${hex(to.to)}`,
  EscrowOpen: (open) => `opens escrow ${open.number} with ${some(open.amount, 'credit')}`,
  EscrowSettle: ({batch}) => `settles ${some(batch.settlements.length, 'task')} from escrow ${batch.escrow.number} of ${hex(batch.escrow.owner)}`,
  EscrowExpire: ({escrow}) => `ends escrow ${escrow.number} of ${hex(escrow.owner)}`,
  NodeRegister: ({stake}) => `stakes ${some(stake, 'credit')} as a node`,
  Unstake: ({amount}) => `takes ${some(amount, 'credit')} out of its stake`,
  Withdraw: () => 'withdraws what has left its stake and what has vested',
  ValidatorChange: (change) => `gives the validator ${hex(change.validator)} a power of ${count(change.power)}`,
  Evidence: ({offender, height}) => `accuses ${hex(offender)} for block ${height}`,
};

function operation({sender, nonce, fee, operation: done}) {
  return `${hex(sender)} ${OPERATIONS[done.type](done)}, for a fee of ${count(fee)}; it is its transaction ${nonce}.`;
}

function receipt({transaction, fee, moved, paid, passed, taken}, header) {
  const tasks = paid + passed > 0 ? ` ${some(paid, 'task')} paid, ${count(passed)} passed over as paid before.` : '';
  const back = taken > 0n ? ` ${some(taken, 'credit')} of what vested taken back and burned.` : '';
  return `Block ${header.height} has executed the transaction ${hex(transaction)}: ${some(moved, 'credit')} moved, ${count(fee)} burned as its fee.${tasks}${back}`;
}

function uuid(high, low) {
  const digits = [high, low].map((half) => half.toString(16).padStart(16, '0')).join('');
  return digits.replace(/(.{8})(.{4})(.{4})(.{4})(.{12})/, '$1-$2-$3-$4-$5');
}
