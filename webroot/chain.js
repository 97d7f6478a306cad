// The ledger on the page: its sums, its latest blocks, who has the most and who does the most.

import {$, glyph, h, text} from './dom.js';
import {accountName, count, since, time} from './format.js';
import {createKept} from './kept.js';

const BLOCKS_SHOWN = 10;
const ACCOUNTS_SHOWN = 8;

export function createChain() {
  let state = null;
  const name = (id) => state.nodes.get(id)?.name ?? id.slice(0, 8);

  const blocks = createKept($('chain-blocks'), {
    key: (block) => block.height,
    line: () => h('li'),
    sign: (block) => `${block.header}${name(block.proposer)}`,
    fill: (block) => row(block),
  });
  const richest = createKept($('chain-richest'), accounts((account) => `${count(account.balance)}`));
  const busiest = createKept($('chain-busiest'), accounts((account) => `${count(account.transactions)}`));

  function accounts(figure) {
    return {
      key: (account) => account.key,
      line: () => h('li'),
      sign: (account) => `${figure(account)}${accountName(account, state)}`,
      fill: (account) => h('a', {href: `#account=${account.address}`, class: 'account-row'}, h('span', {}, accountName(account, state)), h('b', {}, figure(account))),
    };
  }

  function row(block) {
    const late = block.round > 0;
    const votes = `${count(block.votes)} of ${count(block.validators)} votes`;
    const many = `${count(block.transactions)} ${block.transactions === 1 ? 'transaction' : 'transactions'}`;
    return h(
      'a',
      {href: `#block=${block.height}`, class: 'block-row'},
      h('b', {class: 'block-height'}, count(block.height)),
      h('span', {class: 'block-main'}, name(block.proposer), h('small', {}, ` ${many} · ${votes}`)),
      late ? h('span', {class: 'round'}, glyph('disputed', 12), `round ${count(block.round + 1)}`) : null,
      h('span', {class: 'block-time'}, time(block.at)),
    );
  }

  function sums() {
    const {ledger} = state;
    const pairs = [
      ['Supply', ledger.supply],
      ['In escrow', ledger.escrowed],
      ['Paid to nodes', ledger.paid],
      ['Staked', ledger.staked],
      ['Burned', ledger.burned],
      ['Transactions', ledger.transactions],
    ];
    const list = $('chain-sums');
    if (!list.children.length) list.append(...pairs.map(([word]) => h('div', {}, h('dt', {}, word), h('dd', {}))));
    pairs.forEach(([, value], index) => text(list.children[index].lastElementChild, count(value)));
  }

  function note() {
    const {ledger} = state;
    const newest = state.blocks.at(-1);
    const still = newest && state.at - newest.at > 10_000 ? ` · last block ${since(newest.at, state.at)} ago` : '';
    text($('chain-note'), `chain “${ledger.name}” · height ${count(ledger.height)} · ${count(ledger.seats.length)} validators${still}`);
  }

  return {
    show(newState) {
      state = newState;
      $('chain').hidden = !state.ledger;
      if (!state.ledger) return;
      note();
      sums();
      blocks.show(state.blocks.slice(-BLOCKS_SHOWN).reverse(), (height) => state.blocks.find((block) => block.height === height));
      show(richest, state.ledger.richest);
      show(busiest, state.ledger.busiest);
      $('chain-blocks-none').hidden = state.blocks.length > 0;
      $('chain-busiest-none').hidden = state.ledger.busiest.length > 0;
    },
  };

  function show(list, rows) {
    list.show(rows.slice(0, ACCOUNTS_SHOWN), (key) => rows.find((account) => account.key === key));
  }
}
