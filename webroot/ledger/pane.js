// What the ledger says, in the panel beside the map: a task's payment from escrow to payees, an account, a block; and the proof of it, checked here.

import {ask} from '../ask.js';
import {$, glyph, h} from '../dom.js';
import {accountName, briefAddress, count, time} from '../format.js';
import {check} from './bundle.js';
import {tools} from './crypto.js';
import {reportView} from './panel.js';

const TRIES_MAX = 40;
const RETRY_MILLIS = 1500;
const TRANSACTIONS = 20;

const OPERATIONS = {
  transfer: 'transfer',
  'escrow-open': 'escrow opened',
  'escrow-settle': 'tasks paid',
  'escrow-expire': 'escrow ended',
  'node-register': 'stake',
  unstake: 'stake unbonds',
  withdraw: 'stake withdrawn',
  'validator-change': 'validator changed',
  evidence: 'offence punished',
};

/**
 * @param key the visitor's API key, asked for each time
 * @param redraw called when there is something new to show
 */
export function createLedgerPane({key, redraw}) {
  let open = null; // {kind, id, data, trouble, tries, check}
  let state = null;

  function show(kind, id) {
    if (open?.kind === kind && open.id === id) return;
    release();
    open = {kind, id, data: null, history: null, trouble: '', loading: false, tries: 0, check: null};
  }

  function release() {
    if (open?.check?.file) URL.revokeObjectURL(open.check.file);
    open = null;
  }

  // ---- fetched once, or until it is there

  function fetchOnce(work) {
    if (!open || open.data || open.loading || open.trouble) return;
    const mine = open;
    mine.loading = true;
    work(mine)
      .catch((problem) => {
        if (problem.early && mine.tries < TRIES_MAX) {
          mine.tries += 1;
          setTimeout(() => {
            mine.loading = false;
            if (mine === open) redraw();
          }, RETRY_MILLIS);
          return true;
        }
        mine.trouble = words(problem, mine.kind);
        return false;
      })
      .then((later) => {
        if (later === true) return;
        mine.loading = false;
        if (mine === open) redraw();
      });
  }

  function words(problem, kind) {
    if (problem.status === 401) return 'This node tells of its ledger only with an API key: enter one under “Try it”.';
    if (problem.code === 'no-ledger') return 'This node keeps no ledger.';
    if (problem.status === 400) return `This is no ${kind === 'block' ? 'height' : 'address'}.`;
    if (problem.status === 404) return `The ledger has no such ${kind}, or no longer keeps it.`;
    return problem.message;
  }

  async function fetchPayment(mine) {
    const task = await ask(`/v1/tasks/${mine.id}`, 'json', key());
    if (!task.payment) {
      mine.data = {unpaid: true};
      return;
    }
    const {key: client, escrow} = task.payment;
    mine.client = client;
    mine.path = `/v1/ledger/tasks/${client}/${mine.id}`;
    mine.data = await ask(mine.path, 'json', key()).catch((problem) => {
      const early = problem.code === 'not-recorded' && (task.status === 'agreed' || task.status === 'open');
      if (early) mine.waits = `Escrow ${count(escrow)} pays when the ledger has settled it.`;
      throw Object.assign(problem, {early});
    });
  }

  async function fetchAccount(mine) {
    mine.path = `/v1/ledger/accounts/${encodeURIComponent(mine.id)}`;
    const [account, history] = await Promise.all([ask(mine.path, 'json', key()), ask(`${mine.path}/transactions`, 'json', key())]);
    mine.history = history.transactions;
    mine.data = account;
  }

  async function fetchBlock(mine) {
    mine.data = await ask(`/v1/ledger/blocks/${encodeURIComponent(mine.id)}?limit=${TRANSACTIONS}`, 'json', key());
  }

  // ---- the check

  /** What the visitor trusts, or else what this node says that the chain is: told apart in the words. */
  function anchor() {
    const own = $('proof-anchor').value.trim();
    return own ? {digest: own, own: true} : {digest: state.ledger?.chain ?? '', own: false};
  }

  async function runCheck(mine) {
    const asked = {busy: true, report: null, trouble: '', ...anchor()};
    mine.check = asked;
    redraw();
    try {
      const text = await ask(`${mine.path}/proof`, 'text', key());
      asked.report = matching(await check(text, asked.digest, tools()), mine);
      asked.file = URL.createObjectURL(new Blob([text], {type: 'application/json'}));
    } catch (problem) {
      asked.trouble = words(problem, 'proof');
    }
    asked.busy = false;
    if (mine === open && mine.check === asked) redraw();
    else if (asked.file) URL.revokeObjectURL(asked.file);
  }

  /** A proof that holds may be about something else: it must name what is shown here. */
  function matching(report, {kind, data, client}) {
    const named = kind === 'account' ? [data.key] : [data.task, client, ...data.payees, `${count(data.each)} credit`];
    if (!report.holds || named.every((word) => report.why.includes(word))) return report;
    const why = 'The proof holds, but it is about something else than what is shown here.';
    return {holds: false, why, steps: [...report.steps, {title: 'What is shown', holds: false, words: `Missing: ${named.find((word) => !report.why.includes(word))}.`}]};
  }

  function checking(name) {
    const mine = open;
    const {check: asked} = mine;
    const label = asked?.busy ? 'Checking…' : asked ? 'Check it again' : 'Check it';
    return h(
      'div',
      {class: 'checking', role: 'group', 'aria-label': 'The proof, checked in this browser'},
      h('p', {class: 'aside'}, 'This browser can check it by itself: every hash and every validator’s signature.'),
      h('div', {class: 'choices'}, h('button', {class: 'solid', id: 'ledger-check', type: 'button', 'aria-disabled': asked?.busy ? 'true' : null, onclick: () => asked?.busy || runCheck(mine)}, label), asked?.file ? h('a', {href: asked.file, download: `${name}.proof.json`, id: 'ledger-proof-file'}, 'Save the proof') : null),
      asked?.trouble ? h('p', {class: 'none', role: 'status'}, asked.trouble) : null,
      asked?.report ? h('div', {class: 'report', role: 'status'}, ...reportView(asked.report), h('p', {class: 'aside'}, trusted(asked))) : null,
    );
  }

  function trusted({own, digest}) {
    if (own) return 'Checked against the digest that you entered under “Check a proof”.';
    return ['Checked against the genesis that this node names: ', h('code', {class: 'digest'}, digest), '. Compare it with one from somebody else, or enter yours under “Check a proof”: then you need not believe this node at all.'];
  }

  // ---- views

  const nodeLink = (id) => h('a', {href: `#node=${id}`}, state.nodes.get(id)?.name ?? id.slice(0, 8));
  const accountLink = (address) => h('a', {href: `#account=${address}`}, briefAddress(address));
  const facts = (rows) => h('dl', {class: 'facts'}, rows.filter(Boolean).map(([name, value]) => [h('dt', {}, name), h('dd', {}, value)]));

  function waiting(noun) {
    return h('p', {class: 'none'}, open.trouble || open.waits || `Asking the ledger for the ${noun}…`);
  }

  /** A task's payment; nothing when nobody pays for it. */
  function paymentView(id) {
    if (!state.ledger) return null;
    show('payment', id);
    fetchOnce(fetchPayment);
    if (open.data?.unpaid) return null;
    const body = open.data ? trail(open.data) : [waiting('payment')];
    return h('section', {class: 'payment', 'aria-label': 'Payment'}, h('h3', {}, 'Payment'), body);
  }

  function trail(paid) {
    const shares = Math.max(paid.replicas, paid.payees.length);
    return [
      h(
        'ol',
        {class: 'trail'},
        h('li', {}, h('span', {class: 'step'}, 'Escrow ', h('b', {}, count(paid.escrow)), ' of ', accountLink(paid.client)), h('span', {class: 'after'}, `${count(paid.price)} for this task`)),
        h('li', {}, h('span', {class: 'step'}, `${count(paid.payees.length)} of ${count(paid.replicas)} asked agreed`), h('span', {class: 'after'}, `${count(paid.price)} ÷ ${count(shares)} = ${count(paid.each)} each`)),
        paid.payees.map((payee) => h('li', {class: 'payee'}, h('span', {class: 'step'}, h('span', {class: 'verdict verdict-agreed'}, glyph('agreed', 12)), nodeLink(payee)), h('b', {class: 'after'}, `+${count(paid.each)}`))),
        paid.rest > 0 ? h('li', {}, h('span', {class: 'step'}, 'Stayed in the escrow'), h('span', {class: 'after'}, count(paid.rest))) : null,
        paid.taken.map(({node, amount}) => h('li', {class: 'payee'}, h('span', {class: 'step'}, h('span', {class: 'verdict verdict-dissented'}, glyph('dissented', 12)), nodeLink(node)), h('b', {class: 'after'}, amount > 0 ? `−${count(amount)} taken back` : 'nothing to take back'))),
      ),
      paid.consistent ? null : h('p', {class: 'outcome outcome-dissented'}, 'The escrow’s terms lead to another amount: this payment is wrong.'),
      facts([
        ['Recorded', h('a', {href: `#block=${paid.height}`}, `block ${count(paid.height)}`)],
        ['Of the verdict', h('code', {title: paid.proof}, `${paid.proof.slice(0, 16)}…`)],
      ]),
      checking(`payment-${paid.task}`),
    ];
  }

  function accountView(id) {
    show('account', id);
    fetchOnce(fetchAccount);
    if (!open.data) return [waiting('account')];
    const account = open.data;
    return [
      facts([
        ['Balance', h('b', {}, count(account.balance))],
        ['Held by escrows', count(account.held)],
        ['Stake', count(account.stake)],
        (account.vesting > 0 || account.taken > 0) && ['Earned, not vested yet', count(account.vesting)],
        account.taken > 0 && ['Taken back', `${count(account.taken)}, for contradicted answers`],
        ['Transactions sent', count(account.nonce)],
        ['At height', h('a', {href: `#block=${account.height}`}, count(account.height))],
        state.nodes.has(account.key) && ['Of the node', nodeLink(account.key)],
        ['Address', h('code', {class: 'digest'}, account.address)],
      ]),
      checking(`account-${account.address}`),
      h('h3', {}, 'Its latest transactions'),
      open.history.length ? h('ul', {class: 'mini'}, open.history.slice(0, TRANSACTIONS).map((each) => transaction(each, account.address))) : h('p', {class: 'none'}, 'None in the last 500 blocks.'),
    ];
  }

  const accountTitle = (id) => accountName({address: open?.data?.address ?? id, key: open?.data?.key ?? ''}, state);

  function blockView(id) {
    show('block', id);
    fetchOnce(fetchBlock);
    if (!open.data) return [waiting('block')];
    const block = open.data;
    const {votes} = block;
    const more = block.transactionsInAll - block.transactions.length;
    return [
      facts([
        ['Proposed by', nodeLink(block.proposer)],
        ['Time', time(Date.parse(block.time))],
        votes && ['Decided', votes.round ? h('span', {class: 'verdict verdict-disputed'}, glyph('disputed', 12), `in round ${count(votes.round + 1)}: earlier proposers were late or not agreed with`) : 'in the first round'],
        votes && ['Votes', [`${count(votes.by.length)} of ${count(votes.of)}: `, votes.by.map((node, index) => [index ? ', ' : '', nodeLink(node)])]],
        ['Header', h('code', {class: 'digest'}, block.header)],
        ['State after it', h('code', {class: 'digest'}, block.state)],
        block.height > 0 && ['Before it', h('a', {href: `#block=${block.height - 1}`}, `block ${count(block.height - 1)}`)],
      ]),
      h('h3', {}, `${count(block.transactionsInAll)} ${block.transactionsInAll === 1 ? 'transaction' : 'transactions'}`),
      h('ul', {class: 'mini'}, block.transactions.map((each) => transaction(each, ''))),
      more > 0 ? h('p', {class: 'none'}, `and ${count(more)} more`) : null,
    ];
  }

  /** What it is, with whom, and how much it moves. */
  function transaction(each, own) {
    const other = each.sender !== own ? [each.to ? 'from ' : 'by ', accountLink(each.sender)] : each.to ? ['to ', accountLink(each.to)] : '';
    const where = each.height ? h('a', {href: `#block=${each.height}`}, count(each.height)) : null;
    const amount = each.amount ? count(each.amount) : each.tasks ? `${count(each.tasks.length)} ${each.tasks.length === 1 ? 'task' : 'tasks'}` : '';
    const both = !own && each.to ? [' to ', accountLink(each.to)] : '';
    return h('li', {class: 'transaction'}, where, h('span', {}, OPERATIONS[each.operation] ?? each.operation, ' ', other, both), h('b', {class: 'after'}, amount));
  }

  return {
    release,
    paymentView,
    accountView,
    accountTitle,
    blockView,
    /** Differs when what is shown does. */
    sign: () => (open ? [open.kind, open.id, Boolean(open.data), open.trouble, open.waits ?? '', open.check?.busy ?? null, Boolean(open.check?.report), open.check?.trouble ?? ''] : []),
    update(newState) {
      state = newState;
    },
  };
}
